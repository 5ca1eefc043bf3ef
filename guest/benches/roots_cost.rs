//! What the roots pass costs: fuel and time of several programs, refitted against original.
//!
//! `cargo bench -p guest --bench roots_cost [-- repetitions]`
//!
//! Both sides run in turn, and the shortest time of each counts; what the interpreter needs to start is
//! taken off. The fuel figures are the same in every run and build.

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
    // Cargo adds an option of its own.
    let repetitions = std::env::args().find_map(|text| text.parse().ok()).unwrap_or(15);
    let artifact = artifact();
    let refit = refitted(&artifact, &Options::default());
    let sides = [Python::new(&artifact), Python::new(&refit.wasm)];
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:#?}\n{} -> {} bytes", refit.stats, artifact.len(), refit.wasm.len())?;
    let start = measure(&sides, "start", "pass", repetitions);
    let (mut fuel_sum, mut time_sum) = (0.0, 0.0);
    for (name, code) in PROGRAMS {
        let costs = measure(&sides, name, code, repetitions);
        let [before, after] = [0, 1].map(|side| costs[side].without(&start[side]));
        let fuel = after.fuel as f64 / before.fuel as f64;
        let time = after.time.as_secs_f64() / before.time.as_secs_f64();
        let milliseconds = before.time.as_secs_f64() * 1e3;
        writeln!(out, "{name:<12} fuel {fuel:.4}  time {time:.4}  of {milliseconds:.1} ms")?;
        fuel_sum += fuel.ln();
        time_sum += time.ln();
    }
    let mean = |sum: f64| (sum / PROGRAMS.len() as f64).exp();
    let (fuel, time) = (mean(fuel_sum), mean(time_sum));
    writeln!(out, "geometric mean fuel {fuel:.4}  time {time:.4}  (least of {repetitions})")
}

/// What one program costs on one side.
struct Cost {
    fuel: u64,
    time: Duration,
}

impl Cost {
    fn without(&self, start: &Cost) -> Cost {
        Cost { fuel: self.fuel - start.fuel, time: self.time.saturating_sub(start.time) }
    }
}

/// Runs a program on both sides in turn, each time in the other order.
fn measure(sides: &[Python; 2], name: &str, code: &str, repetitions: usize) -> [Cost; 2] {
    let runs = sides.each_ref().map(|python| python.run(code, HEAP, None));
    assert_eq!(runs[0].output, runs[1].output, "{name}");
    let mut costs = runs.map(|run| Cost { fuel: run.fuel, time: Duration::MAX });
    for repetition in 0..repetitions {
        for turn in 0..2 {
            let side = (repetition + turn) % 2;
            let begun = Instant::now();
            sides[side].run(code, HEAP, None);
            costs[side].time = costs[side].time.min(begun.elapsed());
        }
    }
    costs
}
