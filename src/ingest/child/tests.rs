//! What the asking end makes of a child's end, and the child's own end without a process.

use super::*;

#[test]
fn a_reply_is_a_document_or_a_reason() {
    let check = |format: &str, bytes: &[u8], expected: &str| {
        let mut replied = Vec::new();
        let read = formats::read(format, bytes, Duration::from_secs(1));
        let read = read.unwrap_or_else(|| Err(s("parsing.format").to_owned()));
        serde_json::to_writer(&mut replied, &Reply { protocol: PROTOCOL, peak_kb: None, read })
            .expect("JSON");
        let reply: Reply = serde_json::from_slice(&replied).expect("the same shape");
        let text = reply.read.map_or_else(|why| why, |document| document.text);
        assert!(text.contains(expected), "{text}");
    };
    check("csv", b"Voce;Euro\nSoglia;10140\n", "10140");
    check("pdf", b"boh", "non \u{e8} un PDF");
    check("exe", b"MZ", "formato");
}

#[cfg(unix)]
#[test]
fn every_bad_end_has_its_reason() {
    use std::os::unix::process::ExitStatusExt;
    let limits = Limits { memory_mb: 200, seconds: 7, cpu_seconds: 3, ..Limits::default() };
    let ended = |raw: i32, complaint: &str, reply: &[u8]| Ended {
        status: ExitStatus::from_raw(raw),
        in_time: true,
        reply: reply.to_vec(),
        complaint: complaint.to_owned(),
    };
    let check = |ended: Ended, expected: ChildError| assert_eq!(judged(ended, &limits), Err(expected));
    let (abort, kill, xcpu, segv) = (6, 9, 24, 11);
    check(ended(abort, "memory allocation of 99 bytes failed\n", b""), ChildError::Memory(200));
    check(ended(abort, "\nthread 'main' has overflowed its stack\nfatal", b""), ChildError::Deep);
    check(ended(xcpu, "", b""), ChildError::Cpu(3));
    check(ended(kill, "", b""), ChildError::Killed);
    check(ended(segv, "", b""), ChildError::Crashed);
    check(ended(101 << 8, "thread 'main' panicked at", b""), ChildError::Crashed);
    check(ended(1 << 8, "copilot: Operation not permitted", b""), ChildError::Unconfined);
    check(ended(0, "", b""), ChildError::Garbled);
    check(ended(0, "", b"{\"protocol\":0,\"peak_kb\":null,\"read\":{\"Err\":\"x\"}}"), ChildError::Garbled);
    check(Ended { in_time: false, ..ended(kill, "", b"") }, ChildError::Time(7));
    let fine = ended(0, "", b"{\"protocol\":2,\"peak_kb\":9,\"read\":{\"Err\":\"x\"}}");
    assert_eq!(judged(fine, &limits), Ok(Err("x".to_owned())));
}

#[test]
fn a_program_that_is_not_there_costs_the_file() {
    let job = Job { program: Path::new("/non/esiste"), format: "pdf", bytes: b"" };
    assert!(matches!(read(&job, &Limits::default()), Err(ChildError::Start(_))));
}
