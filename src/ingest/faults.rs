//! What the system says of a file or a connection, in Italian: its own words are English.

use crate::strings::s;
use std::io::ErrorKind;

/// The common causes in words; the others with the system's number, which can be looked up.
pub(super) fn told(why: &std::io::Error) -> String {
    let known = match why.kind() {
        ErrorKind::PermissionDenied => s("faults.denied"),
        ErrorKind::NotFound => s("faults.not_found"),
        ErrorKind::IsADirectory => s("faults.folder"),
        ErrorKind::NotADirectory => s("faults.no_folder"),
        ErrorKind::InvalidFilename => s("faults.name"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => s("faults.full"),
        ErrorKind::ReadOnlyFilesystem => s("faults.read_only"),
        ErrorKind::OutOfMemory => s("faults.memory"),
        ErrorKind::UnexpectedEof => s("faults.short"),
        ErrorKind::ConnectionRefused => s("faults.refused"),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => s("faults.cut"),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            s("faults.unreachable")
        }
        ErrorKind::Interrupted | ErrorKind::TimedOut => s("faults.stopped"),
        _ => return unknown(why),
    };
    known.to_owned()
}

fn unknown(why: &std::io::Error) -> String {
    let number = why.raw_os_error().map_or_else(|| format!("{:?}", why.kind()), |n| n.to_string());
    crate::strings::fill("faults.unknown", &[("number", &number)])
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn causes_are_told_in_italian() {
        let check = |number: i32, expected: &str| {
            let said = told(&std::io::Error::from_raw_os_error(number));
            assert!(said.contains(expected) && !said.contains("os error"), "{number}: {said}");
        };
        check(13, "permesso");
        check(2, "non esiste");
        check(111, "rifiuta");
        check(104, "interrotto");
        check(5, "errore 5");
    }
}
