//! What a site's robots.txt asks of us (RFC 9309): the group of our name, else of everyone; of the rules that match, the
//! longest; an allowance before a ban of the same length.

use std::time::Duration;

/// Bytes of a robots.txt that are read.
pub(super) const ROBOTS_BYTES: usize = 500 * 1024;
/// Seconds between two requests that a site may ask for; more would be a refusal by another name.
const DELAY_AT_MOST: f64 = 30.0;

/// The rules that hold for us.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Robots {
    rules: Vec<Rule>,
    /// Least time between two requests, if the site asks for one.
    pub(super) delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    allows: bool,
    path: String,
}

impl Robots {
    /// Reads the rules for the product named `agent`.
    pub(super) fn parse(text: &str, agent: &str) -> Self {
        let (mut own, mut everyone) = (None, None);
        let (mut for_us, mut for_all, mut naming) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((name, value)) = line.split_once(':') else { continue };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            if name == "user-agent" {
                if !naming {
                    (for_us, for_all) = (false, false);
                }
                naming = true;
                for_us |= value.eq_ignore_ascii_case(agent);
                for_all |= value == "*";
            } else {
                naming = false;
            }
            // A group without rules still is a group.
            if for_us {
                own.get_or_insert_with(Self::default).take(&name, value);
            }
            if for_all {
                everyone.get_or_insert_with(Self::default).take(&name, value);
            }
        }
        own.or(everyone).unwrap_or_default()
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "allow" | "disallow" if !value.is_empty() => {
                self.rules.push(Rule { allows: name == "allow", path: value.to_owned() });
            }
            "crawl-delay" => {
                let seconds = value.parse().ok().filter(|s: &f64| s.is_finite() && *s >= 0.0);
                self.delay = seconds.map(|s| Duration::from_secs_f64(s.min(DELAY_AT_MOST)));
            }
            _ => {}
        }
    }

    /// May this path, with its query, be fetched?
    pub(super) fn allows(&self, path: &str) -> bool {
        let matching = self.rules.iter().filter(|rule| matches(&rule.path, path));
        matching.max_by_key(|rule| (rule.path.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }
}

/// Does a rule's path (`*` = anything, final `$` = the end) match the beginning of `path`?
fn matches(rule: &str, path: &str) -> bool {
    let (rule, to_the_end) = rule.strip_suffix('$').map_or((rule, false), |rule| (rule, true));
    let mut pieces = rule.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else { return !to_the_end || rest.is_empty() };
    for piece in middle {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    if to_the_end { rest.ends_with(last) } else { rest.contains(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_of_our_group_decides() {
        let text = "# sito\nUser-agent: *\nDisallow: /\n\nUser-agent: altro\nUser-agent: GEPI-copilot\nDisallow: /privato\n\
                    Allow: /privato/aperto\nDisallow: /*.zip$\nDisallow: /cerca?*q=\nCrawl-delay: 2\n";
        let robots = Robots::parse(text, "gepi-copilot");
        assert_eq!(robots.delay, Some(Duration::from_secs(2)));
        let check = |path: &str, expected: bool| assert_eq!(robots.allows(path), expected, "{path}");
        check("/", true);
        check("/privato/carta", false);
        check("/privato/aperto/carta", true);
        check("/a/b.zip", false);
        check("/a/b.zip?x", true);
        check("/cerca?a=1&q=2", false);
        check("/cerca?a=1", true);
        assert!(!Robots::parse(text, "un-altro").allows("/a"), "the group of everyone");
    }

    #[test]
    fn what_says_nothing_forbids_nothing() {
        let check = |text: &str, expected: bool| {
            assert_eq!(Robots::parse(text, "gepi-copilot").allows("/a"), expected, "{text}");
        };
        check("", true);
        check("<html>non trovato</html>", true);
        check("User-agent: *\nDisallow:\n", true);
        check("Disallow: /\n", true);
        check("User-agent: *\nDisallow: /\nUser-agent: gepi-copilot\n", true);
        check("User-agent: *\nDisallow: /\nAllow: /\n", true);
        check("User-agent: *\nDisallow: /a*b\n", true);
        check("\u{feff}User-agent:*\r\nDisallow: /a\r\n", false);
        check("User-agent:*\r\nDisallow: /a\r\n", false);
    }
}
