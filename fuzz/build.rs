//! The modules of the main crate are compiled as its own build compiles them.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(linux_kernel)");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo::rustc-cfg=linux_kernel");
    }
}
