//! The standard definitions: `map`, `select` and whatever else jq defines in its own language. Reading
//! all of them takes longer than most filters take to run, so only those that a filter calls come in.

use std::collections::HashSet;

use jaq_core::load;
use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::path::Part;

/// A name and its number of arguments.
pub(super) type Signature<'s> = (&'s str, usize);

/// What a filter is tried with, one after the other: most call nothing, or only what is native; of the
/// others, most find what they call in the small core.
pub(super) const STAGES: [fn() -> Vec<Def<&'static str>>; 3] = [Vec::new, core, all];

fn core() -> Vec<Def<&'static str>> {
    jaq_core::defs().collect()
}

/// All definitions, in the order in which they build on each other.
pub(super) fn all() -> Vec<Def<&'static str>> {
    let more = load::parse(include_str!("more.jq"), |parser| parser.defs());
    let more = more.expect("more.jq is read by a test");
    let std = jaq_std::defs().chain(jaq_json::defs());
    core().into_iter().chain(std).chain(more).collect()
}

/// Those of `all` that `called` need, directly or through others, in the same order.
pub(super) fn needed<'s>(all: Vec<Def<&'s str>>, called: Vec<Signature<'s>>) -> Vec<Def<&'s str>> {
    let (mut wanted, mut next) = (HashSet::new(), called);
    while let Some(signature) = next.pop() {
        if wanted.insert(signature) {
            let same = all.iter().filter(|def| self::signature(def) == signature);
            same.for_each(|def| calls(&def.body, &mut next));
        }
    }
    let mut kept = all;
    kept.retain(|def| wanted.contains(&signature(def)));
    kept
}

fn signature<'s>(def: &Def<&'s str>) -> Signature<'s> {
    (def.name, def.args.len())
}

/// Adds what `term` calls; its own arguments and inner definitions, too, which does no harm.
fn calls<'s>(term: &Term<&'s str>, found: &mut Vec<Signature<'s>>) {
    let mut each = |inner: &Term<&'s str>| calls(inner, found);
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => {}
        Term::Arr(inner) => inner.iter().for_each(|inner| each(inner)),
        Term::Neg(inner) | Term::Label(_, inner) => each(inner),
        Term::Obj(pairs) => pairs.iter().for_each(|(key, value)| {
            each(key);
            value.iter().for_each(&mut each);
        }),
        Term::TryCatch(body, catch) => {
            each(body);
            catch.iter().for_each(|catch| each(catch));
        }
        Term::IfThenElse(cases, other) => {
            cases.iter().for_each(|(test, then)| {
                each(test);
                each(then);
            });
            other.iter().for_each(|other| each(other));
        }
        Term::Def(defs, inner) => {
            defs.iter().for_each(|def| each(&def.body));
            each(inner);
        }
        Term::BinOp(left, op, right) => {
            each(left);
            each(right);
            if let BinaryOp::Pipe(Some(pattern)) = op {
                keys(pattern, found);
            }
        }
        Term::Fold(_, over, pattern, args) => {
            each(over);
            args.iter().for_each(&mut each);
            keys(pattern, found);
        }
        Term::Call(name, args) => {
            args.iter().for_each(&mut each);
            found.push((name, args.len()));
        }
        Term::Str(format, parts) => {
            parts.iter().for_each(|part| match part {
                StrPart::Term(inner) => each(inner),
                StrPart::Str(_) | StrPart::Char(_) => {}
            });
            found.extend(format.map(|format| (format, 0)));
        }
        Term::Path(inner, path) => {
            each(inner);
            path.0.iter().for_each(|(part, _)| match part {
                Part::Index(index) => each(index),
                Part::Range(from, upto) => from.iter().chain(upto).for_each(&mut each),
            });
        }
    }
}

/// Adds what the keys of a pattern such as `{(f): $x}` call.
fn keys<'s>(pattern: &Pattern<&'s str>, found: &mut Vec<Signature<'s>>) {
    match pattern {
        Pattern::Var(_) => {}
        Pattern::Arr(inner) => inner.iter().for_each(|inner| keys(inner, found)),
        Pattern::Obj(pairs) => pairs.iter().for_each(|(key, value)| {
            calls(key, found);
            keys(value, found);
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_comes_with_what_it_needs() {
        let names = |called: &[Signature<'static>]| -> Vec<String> {
            let defs = needed(all(), called.to_vec());
            let shown = defs.iter().map(signature);
            shown.map(|(name, args)| format!("{name}/{args}")).collect()
        };
        assert_eq!(names(&[]), [""; 0]);
        assert_eq!(names(&[("map", 1)]), ["map/1"]);
        assert_eq!(
            names(&[("strings", 0)]),
            ["empty/0", "select/1", "isstring/0", "strings/0"]
        );
        assert_eq!(names(&[("map", 7), ("no such", 0)]), [""; 0]);
        let many: Vec<_> = all().iter().map(|def| (def.name, def.args.len())).collect();
        assert_eq!(needed(all(), many).len(), all().len());
    }

    /// A filter is first read with fewer definitions, so none may mean something else than one before.
    #[test]
    fn no_definition_hides_another_or_a_native_function() {
        let natives: HashSet<Signature> = crate::render::jq::natives()
            .map(|(name, args, _)| (name, args.len()))
            .collect();
        let mut known = natives;
        let hidden: Vec<_> = all()
            .iter()
            .map(|def| (def.name, def.args.len()))
            .filter(|signature| !known.insert(*signature))
            .collect();
        assert_eq!(hidden, []);
    }
}
