//! What workers must be confined by, and whether one says that it is.
//!
//! A worker makes its report before it has seen a line of guest code, so this does not find a liar.
//! It finds the wrong program, an old one, and a kernel that is not what the operator thinks.

use crate::protocol::worker_api::IsolationReport;

/// The layers that a worker must report as applied, each once.
#[derive(Debug, Clone, Default)]
pub struct IsolationPlan {
    required: Vec<String>,
}

impl IsolationPlan {
    /// Layers by their names in reports. None at all is for tests with workers that confine nothing.
    pub fn new(required: impl IntoIterator<Item = impl Into<String>>) -> Self {
        IsolationPlan { required: required.into_iter().map(Into::into).collect() }
    }

    /// Refuses a weaker worker; the text follows "it".
    pub fn check(&self, report: &IsolationReport) -> Result<(), String> {
        for name in &self.required {
            let mut reported = report.layers.iter().filter(|layer| layer.layer == *name);
            match (reported.next(), reported.next()) {
                (Some(layer), None) if layer.applied => {}
                (Some(layer), None) => {
                    return Err(format!(
                        "is confined less than planned: {name} is missing ({})",
                        layer.detail
                    ));
                }
                (None, _) => {
                    return Err(format!("is confined less than planned: {name} is not reported"));
                }
                (Some(_), Some(_)) => return Err(format!("reported {name} more than once")),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::worker_api::LayerReport;

    fn report(layers: &[(&str, bool)]) -> IsolationReport {
        let layer = |(name, applied): &(&str, bool)| LayerReport {
            layer: (*name).to_owned(),
            applied: *applied,
            detail: "because".to_owned(),
        };
        IsolationReport { layers: layers.iter().map(layer).collect() }
    }

    #[test]
    fn every_planned_layer_must_be_reported_once_and_as_applied() {
        let plan = IsolationPlan::new(["a", "b"]);
        let check = |layers: &[(&str, bool)]| plan.check(&report(layers));
        assert_eq!(check(&[("b", true), ("more", false), ("a", true)]), Ok(()));
        let missing = check(&[("a", true), ("b", false)]).expect_err("weaker");
        assert!(missing.contains("b is missing (because)"), "{missing}");
        assert!(check(&[("a", true)]).expect_err("weaker").contains("b is not reported"));
        assert!(check(&[]).is_err());
        let twice = check(&[("a", true), ("b", false), ("b", true)]).expect_err("ambiguous");
        assert!(twice.contains("b more than once"), "{twice}");
        assert_eq!(IsolationPlan::default().check(&report(&[])), Ok(()));
    }
}
