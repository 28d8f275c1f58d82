//! How urgent a thread's work is: what is built for later gives way to whoever waits for an answer.

use tokio::runtime::{Handle, RuntimeFlavor};

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

/// What others wait for, as for the end of a transaction, is not done by a thread that gives way: it would hold them up for as long
/// as anything more urgent is to be done.
pub async fn promptly<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let runtime = Handle::current();
    if runtime.runtime_flavor() == RuntimeFlavor::CurrentThread {
        return work.await;
    }
    match runtime.spawn(work).await {
        Ok(done) => done,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime ends, and whoever waits for it with it.
            Err(_) => std::future::pending().await,
        },
    }
}
