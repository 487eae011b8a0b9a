//! Judgements as a JUnit file, the form that CI servers read.

use crate::render::checks::{CheckOutcome, CheckResult, counts};
use crate::terminal::sanitize;

/// The file's text: one suite named `suite`, a case a judgement.
pub fn document(suite: &str, results: &[CheckResult]) -> String {
    let [_, failed, skipped] = counts(results);
    let took: f64 = results.iter().map(|result| result.took.as_secs_f64()).sum();
    let cases: String = results.iter().map(|result| case(suite, result)).collect();
    let (suite, total) = (escape(suite), results.len());
    let totals = format!(
        "name=\"{suite}\" tests=\"{total}\" failures=\"{failed}\" errors=\"0\" skipped=\"{skipped}\" time=\"{took:.3}\""
    );
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite {totals}>\n{cases}  </testsuite>\n</testsuites>\n"
    )
}

fn case(suite: &str, result: &CheckResult) -> String {
    let head = format!(
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\"",
        escape(suite),
        escape(&result.title),
        result.took.as_secs_f64()
    );
    let came = escape(&result.came);
    match result.outcome {
        CheckOutcome::Pass => format!("{head}/>\n"),
        CheckOutcome::Skip => {
            format!("{head}>\n      <skipped message=\"{came}\"/>\n    </testcase>\n")
        }
        CheckOutcome::Fail => {
            let [sent, why, mend] =
                [&result.sent, &result.why, &result.fix].map(|text| escape(text));
            format!(
                "{head}>\n      <failure message=\"{came}\">sent: {sent}\ncame: {came}\nwhy: {why}\nfix: {mend}</failure>\n    </testcase>\n"
            )
        }
    }
}

/// Escapes attributes and text; control characters, which XML does not allow, are shown as escapes.
fn escape(text: &str) -> String {
    sanitize(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::checks::tests::result;

    #[test]
    fn text_from_outside_cannot_break_the_file() {
        let results = [
            result(CheckOutcome::Pass),
            result(CheckOutcome::Fail),
            result(CheckOutcome::Skip),
        ];
        insta::assert_snapshot!(document("check \"h\"", &results), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites>
          <testsuite name="check &quot;h&quot;" tests="3" failures="1" errors="0" skipped="1" time="3.702">
            <testcase classname="check &quot;h&quot;" name="answers a duplicate alike" time="1.234"/>
            <testcase classname="check &quot;h&quot;" name="answers a duplicate alike" time="1.234">
              <failure message="200, then 500 &lt;oops&gt;\u{1b}[2J">sent: calls.completed twice
        came: 200, then 500 &lt;oops&gt;\u{1b}[2J
        why: events come at least once, so some come again and must do no harm
        fix: keep the eventId of what was handled</failure>
            </testcase>
            <testcase classname="check &quot;h&quot;" name="answers a duplicate alike" time="1.234">
              <skipped message="200, then 500 &lt;oops&gt;\u{1b}[2J"/>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }
}
