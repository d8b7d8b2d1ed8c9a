//! Whether everybody can use a page, as axe-core judges it.
//!
//! The one rule: what axe-core calls a violation fails the test; nothing is left out.

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use crate::{Device, environment};

/// WCAG 2.2, levels A and AA, and what axe-core recommends beyond it.
const RULES: [&str; 7] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

const JUDGE: &str = "
    const [tags, done] = arguments;
    const found = ({violations}) => violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id} (${rule.impact}) at ${node.target.flat().join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`));
    axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
        .then(result => done({rules: result.passes.length, found: found(result)}), problem => done({problem: String(problem)}));";

impl Device {
    /// Fails with each rule that the page breaks as it is now, how bad that is, and where.
    pub async fn check_accessibility(&self, page: &str) -> Result<()> {
        let violations = self.violations().await?;
        ensure!(violations.is_empty(), "{page}:\n  {}", violations.join("\n  "));
        Ok(())
    }

    /// One sentence for each place where the page breaks a rule.
    pub async fn violations(&self) -> Result<Vec<String>> {
        self.settle().await?;
        if self.run("return typeof axe === 'undefined'", vec![]).await? == true {
            let path = environment::axe()?;
            let script = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            self.run(&script, vec![]).await.context("the page does not take axe-core")?;
        }
        let judged = self.window.execute_async(JUDGE, vec![json!(RULES)]).await?;
        if let Some(problem) = judged["problem"].as_str() {
            bail!("axe-core failed: {problem}");
        }
        // A page of which no rule speaks was not judged.
        ensure!(judged["rules"].as_u64().is_some_and(|rules| rules > 5), "axe-core saw nothing: {judged}");
        let found = judged["found"].as_array().context("axe-core found no list")?;
        Ok(found.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}
