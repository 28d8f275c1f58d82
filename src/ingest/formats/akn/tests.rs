//! x

use super::*;

#[test]
fn probe() {
    let bytes = std::fs::read("/tmp/sample_law.xml").unwrap();
    let t = std::time::Instant::now();
    let d = read(&bytes).unwrap();
    println!("{:?} {:?}\n{:?}", t.elapsed(), d.meta, d.warnings);
    for p in &d.parts {
        let x = p.span.slice(&d.text).unwrap();
        println!("[{}] {} | {:?} | {}\n{}\n", p.locator, p.heading, p.reference, p.whole, x.chars().take(300).collect::<String>());
    }
    std::fs::write("/tmp/sample_out.txt", &d.text).unwrap();
}
