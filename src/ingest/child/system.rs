//! What a system offers to confine a process and to end it with all that it started. Unix does all of it; elsewhere only time
//! and size are limited.

#[cfg(unix)]
pub(super) use unix::{confine, end_group, ended_by, has_ended, own_group};

#[cfg(not(unix))]
pub(super) use elsewhere::{confine, end_group, ended_by, has_ended, own_group};

/// Who ended a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The limit on its time computing.
    Cpu,
    /// Someone's will: the system's for want of memory, or a person's.
    Killed,
}

/// The memory of this process at most until now, kB; none where the system does not tell.
pub(super) fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(unix)]
mod unix {
    use super::End;
    use crate::ingest::Limits;
    use rustix::process::{Pid, Resource, Rlimit, Signal, WaitId, WaitIdOptions};
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::process::{Child, Command, ExitStatus};

    /// Stack of a parser: what nests deeper than this is hostile.
    const STACK_BYTES: u64 = 8 << 20;
    /// Files open at a time.
    const OPEN_FILES: u64 = 64;
    /// What a file written may have beyond the size of the file read: pictures of a page.
    const WRITTEN_MB: u64 = 64;

    /// Limits this process and those that it will start.
    pub(in super::super) fn confine(limits: &Limits) -> std::io::Result<()> {
        #[cfg(target_os = "linux")]
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        // macOS knows no limit on address space.
        #[cfg(not(target_vendor = "apple"))]
        at_most(Resource::As, limits.memory_mb << 20)?;
        at_most(Resource::Cpu, limits.cpu_seconds)?;
        at_most(Resource::Stack, STACK_BYTES)?;
        at_most(Resource::Nofile, OPEN_FILES)?;
        at_most(Resource::Fsize, (limits.file_mb + WRITTEN_MB) << 20)?;
        // What a file held is not to lie about on the disk.
        at_most(Resource::Core, 0)
    }

    /// Never more than whoever started us allows.
    fn at_most(resource: Resource, wanted: u64) -> std::io::Result<()> {
        let held = rustix::process::getrlimit(resource);
        let wanted = held.maximum.map_or(wanted, |most| most.min(wanted));
        // The last second of computing is for the signal that says so.
        let maximum = if resource == Resource::Cpu { wanted.saturating_add(1) } else { wanted };
        let maximum = held.maximum.map_or(maximum, |most| most.min(maximum));
        Ok(rustix::process::setrlimit(resource, Rlimit { current: Some(wanted), maximum: Some(maximum) })?)
    }

    /// Makes the child the first of a group of processes, to be ended together.
    pub(in super::super) fn own_group(command: &mut Command) {
        command.process_group(0).arg0("copilot");
    }

    /// Has it ended? It stays to be waited for, so that its number is not another's.
    pub(in super::super) fn has_ended(child: &mut Child) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match rustix::process::waitid(WaitId::Pid(Pid::from_child(child)), options) {
            Ok(ended) => ended.is_some(),
            // Nothing to wait for: waiting will say it.
            Err(_) => true,
        }
    }

    /// Ends the child's group.
    pub(in super::super) fn end_group(child: &mut Child) {
        // A group whose processes have all ended is gone.
        let _ = rustix::process::kill_process_group(Pid::from_child(child), Signal::KILL);
    }

    pub(in super::super) fn ended_by(status: ExitStatus) -> Option<End> {
        match status.signal() {
            Some(signal) if signal == Signal::XCPU.as_raw() => Some(End::Cpu),
            Some(signal) if signal == Signal::KILL.as_raw() || signal == Signal::TERM.as_raw() => {
                Some(End::Killed)
            }
            _ => None,
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use super::End;
    use crate::ingest::Limits;
    use std::process::{Child, Command, ExitStatus};

    pub(in super::super) fn confine(_: &Limits) -> std::io::Result<()> {
        Ok(())
    }

    pub(in super::super) fn own_group(_: &mut Command) {}

    pub(in super::super) fn has_ended(child: &mut Child) -> bool {
        !matches!(child.try_wait(), Ok(None))
    }

    pub(in super::super) fn end_group(child: &mut Child) {
        // It may have ended meanwhile.
        let _ = child.kill();
    }

    pub(in super::super) fn ended_by(_: ExitStatus) -> Option<End> {
        None
    }
}
