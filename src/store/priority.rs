//! How urgent a thread's work is: what is built for later gives way to whoever waits for an answer.

/// By how much work that nobody waits for gives way, from 0 to 19.
#[cfg(unix)]
const LATER: i32 = 15;

/// From now on this thread, and those that it starts, give way to the others of the machine. For good: a thread that
/// answers must not call it. Where the system has no such thing, or forbids it, the work is as urgent as any.
pub fn give_way() {
    #[cfg(unix)]
    if let Err(why) = rustix::process::nice(LATER) {
        tracing::debug!(%why, "building at the same priority as answering");
    }
}
