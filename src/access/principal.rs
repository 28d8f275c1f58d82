//! Who asks, and what they may do. There are no users of our own: a token of the host says role, organisation and person, and the
//! person goes no further than the pseudonym made of them. Until the host's signed tokens are read, the `dev` issuer stands in for
//! them, for whoever sits at the machine itself.

/// What a token calls itself when nobody signed it.
const DEV: &str = "dev";
/// Longest name of an organisation or person in a token.
const NAME_CHARS: usize = 64;

/// What someone is in the host's world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Role {
    /// Works on cases, and asks.
    #[default]
    CaseManager,
    /// Coordinates case managers.
    Coordinator,
    /// Plans for an Ambito or a Region.
    Planner,
    /// Sees to what the material lacks.
    Ministry,
    /// Teaches, and judges answers.
    Trainer,
    /// Keeps the material.
    Admin,
    /// Anyone.
    Public,
}

/// What not everyone may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Read what was asked and not answered.
    ReadGaps,
    /// Work on it.
    MoveGaps,
    /// Put topics on hold and release them.
    Hold,
    /// Hand in and publish material.
    Publish,
}

impl Role {
    /// All.
    pub const ALL: [Role; 7] = [
        Role::CaseManager,
        Role::Coordinator,
        Role::Planner,
        Role::Ministry,
        Role::Trainer,
        Role::Admin,
        Role::Public,
    ];

    /// The name in tokens and histories.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::CaseManager => "case_manager",
            Role::Coordinator => "coordinator",
            Role::Planner => "planner",
            Role::Ministry => "ministry",
            Role::Trainer => "trainer",
            Role::Admin => "admin",
            Role::Public => "public",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whatever is not said here may be done by nobody.
    pub fn may(self, right: Right) -> bool {
        match right {
            Right::ReadGaps => matches!(self, Role::Ministry | Role::Trainer | Role::Admin),
            Right::MoveGaps | Right::Hold => matches!(self, Role::Ministry | Role::Admin),
            Right::Publish => self == Role::Admin,
        }
    }
}

/// What a token says, before anyone is called by a pseudonym. Never kept, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Claim {
    /// The role.
    pub role: Role,
    /// The organisation, an Ambito or a Region.
    pub tenant: Option<String>,
    /// The person, as the host knows them.
    pub subject: Option<String>,
}

impl std::fmt::Debug for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Claim({})", self.role.as_str())
    }
}

impl Claim {
    /// `dev.ROLE.TENANT.SUBJECT`; the last two may be empty, and are at most 64 letters, digits, `-` and `_`.
    pub fn dev(token: &str) -> Option<Self> {
        let [DEV, role, tenant, subject] = token.split('.').collect::<Vec<_>>()[..] else { return None };
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let name = |text: &str| text.len() <= NAME_CHARS && text.bytes().all(plain);
        let said = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        (name(tenant) && name(subject))
            .then(|| Some(Self { role: Role::named(role)?, tenant: said(tenant), subject: said(subject) }))?
    }
}

/// Who asks, as the rest of the program knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Principal {
    /// Their role.
    pub role: Role,
    /// Their organisation, if known.
    pub tenant: Option<String>,
    /// What they are called in this period, if they are known at all.
    pub asker: Option<String>,
    /// What they are and were called, in this period and in those of which something is still kept.
    pub called: Vec<String>,
}

impl Principal {
    /// Whoever sits at the machine itself: nobody in particular, and may do everything.
    pub fn here() -> Self {
        Self { role: Role::Admin, ..Self::default() }
    }

    /// Role and pseudonym, as histories keep them.
    pub fn by(&self) -> (&str, &str) {
        (self.role.as_str(), self.asker.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dev_token_says_role_tenant_and_subject() {
        let check = |token: &str, expected: Option<(Role, Option<&str>, Option<&str>)>| {
            let claim = Claim::dev(token);
            let read = claim.as_ref().map(|c| (c.role, c.tenant.as_deref(), c.subject.as_deref()));
            assert_eq!(read, expected, "{token}");
        };
        check("dev.ministry.dg-poverta.anna", Some((Role::Ministry, Some("dg-poverta"), Some("anna"))));
        check("dev.case_manager..a1_B", Some((Role::CaseManager, None, Some("a1_B"))));
        check("dev.public..", Some((Role::Public, None, None)));
        for odd in [
            "",
            "dev",
            "dev.ministry",
            "dev.ministry.a",
            "dev.ministry.a.b.c",
            "dev.boss.a.b",
            "prod.ministry.a.b",
            "dev.ministry.a b.c",
            "dev.ministry.è.c",
        ] {
            check(odd, None);
        }
        check(&format!("dev.ministry.a.{}", "b".repeat(65)), None);
        let told = format!("{:?}", Claim::dev("dev.admin.ambito-7.anna"));
        assert!(!told.contains("anna") && !told.contains("ambito-7"), "{told}");
    }

    #[test]
    fn what_is_not_granted_is_refused() {
        let check = |right: Right, expected: &[Role]| {
            let may: Vec<Role> = Role::ALL.into_iter().filter(|role| role.may(right)).collect();
            assert_eq!(may, expected, "{right:?}");
        };
        check(Right::ReadGaps, &[Role::Ministry, Role::Trainer, Role::Admin]);
        check(Right::MoveGaps, &[Role::Ministry, Role::Admin]);
        check(Right::Hold, &[Role::Ministry, Role::Admin]);
        check(Right::Publish, &[Role::Admin]);
        assert!(Role::ALL.into_iter().all(|role| Role::named(role.as_str()) == Some(role)));
    }
}
