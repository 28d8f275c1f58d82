//! Who asks, what is kept of it and for how long, and what they are told later.

use super::App;
use crate::access::{self, Claim, Principal, PseudonymError, Rotation};
use crate::gaps::{self, News, Retained};
use crate::store::StoreError;

impl App {
    fn rotation(&self) -> Rotation {
        let set = self.config.privacy;
        Rotation { rotate_days: set.rotate_days, keep_days: set.keep_days }
    }

    /// Who a token speaks of.
    pub async fn principal(&self, claim: Claim) -> Result<Principal, PseudonymError> {
        access::principal(&self.store, self.rotation(), claim).await
    }

    /// Takes away what is older than the configuration lets it be. What still had to become a sign of a gap becomes one first.
    pub async fn retain(&self) -> Result<Retained, StoreError> {
        self.note_what_is_left().await?;
        let set = self.config.privacy;
        let retained = gaps::retain(&self.store, (set.keep_days, set.rotate_days)).await?;
        let keys = access::forget_keys(&self.store, self.rotation()).await?;
        self.store.forget_deleted().await?;
        Ok(Retained { keys, ..retained })
    }

    /// The caller's questions that the material answers now, since they asked.
    pub async fn news(&self, who: &Principal) -> Result<Vec<News>, StoreError> {
        gaps::news(&self.store, &who.called).await
    }

    /// The caller has heard of it; false when that is no news of theirs.
    pub async fn seen(&self, who: &Principal, gap: &str) -> Result<bool, StoreError> {
        gaps::seen(&self.store, &who.called, gap).await
    }
}
