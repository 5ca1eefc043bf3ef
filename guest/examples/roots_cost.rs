//! Prints what the roots pass costs: fuel and time of several programs, refitted against original.
//!
//! `cargo run --release -p guest --example roots_cost [repetitions]`

#[path = "../tests/roots_support/python.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod python;

use std::io::Write;
use std::time::{Duration, Instant};

use guest::roots::Options;
use python::{Python, artifact, refitted};

/// Large enough that the original never collects, so that it survives.
const HEAP: &str = "16M";

const PROGRAMS: [(&str, &str); 8] = [
    ("calls", "def fib(n):\n  return n if n<2 else fib(n-1)+fib(n-2)\nprint(fib(21))"),
    (
        "float",
        "def f():\n  s=0.0\n  for i in range(1,40000): s+=1.0/i*(i-0.5)\n  return s\nprint(f())",
    ),
    (
        "strings",
        "d={}\nfor i in range(6000): k='k'+str(i%500); d[k]=d.get(k,0)+i\nprint(sum(d.values()))",
    ),
    (
        "sort",
        "l=[(i*7919)%10007 for i in range(2500)]\nl.sort()\nl.sort(key=lambda x:-x)\nprint(l[:3])",
    ),
    (
        "json",
        "import json\no=[{'x':i,'y':str(i),'z':[i/2]} for i in range(100)]\n\
         for _ in range(8): o=json.loads(json.dumps(o))\nprint(len(json.dumps(o)))",
    ),
    (
        "loop",
        "def f():\n  t=0\n  for i in range(150000):\n    if i%3: t+=i\n    else: t^=i\n  return t\nprint(f())",
    ),
    (
        "classes",
        "class P:\n  def __init__(self,x): self.x=x\n  def add(self,o): return P(self.x+o.x)\n\
         p=P(0)\nfor i in range(9000): p=p.add(P(i))\nprint(p.x)",
    ),
    (
        "generators",
        "def g(n):\n  for i in range(n):\n    try: yield [i]*2\n    except ValueError: pass\n\
         print(sum(a[0] for a in g(9000)))",
    ),
];

fn main() -> std::io::Result<()> {
    let repetitions = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5);
    let artifact = artifact();
    let refit = refitted(&artifact, &Options::default());
    let (before, after) = (Python::new(&artifact), Python::new(&refit.wasm));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:#?}\n{} -> {} bytes", refit.stats, artifact.len(), refit.wasm.len())?;
    let start = [&before, &after].map(|python| python.run("pass", HEAP, None).fuel);
    let (mut fuel_sum, mut time_sum) = (0.0, 0.0);
    for (name, code) in PROGRAMS {
        let outputs = [&before, &after].map(|python| python.run(code, HEAP, None));
        assert_eq!(outputs[0].output, outputs[1].output, "{name}");
        let fuel = (outputs[1].fuel - start[1]) as f64 / (outputs[0].fuel - start[0]) as f64;
        let mut best = [Duration::MAX; 2];
        for _ in 0..repetitions {
            for (python, best) in [&before, &after].into_iter().zip(&mut best) {
                let begun = Instant::now();
                python.run(code, HEAP, None);
                *best = begun.elapsed().min(*best);
            }
        }
        let time = best[1].as_secs_f64() / best[0].as_secs_f64();
        writeln!(out, "{name:<12} fuel {fuel:.4}  time {time:.4}")?;
        fuel_sum += fuel.ln();
        time_sum += time.ln();
    }
    let mean = |sum: f64| (sum / PROGRAMS.len() as f64).exp();
    writeln!(out, "geometric mean fuel {:.4}  time {:.4}", mean(fuel_sum), mean(time_sum))
}
