//! Where things stand on the page: what moved, what is cut off, what moves on its own.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::Device;

/// Notes where everything stands that somebody could tap, read or write in. By the elements themselves: what is drawn anew
/// is something else.
const NOTE_PLACES: &str = "
    const controls = 'button, input, select, textarea';
    const name = it => it.dataset.testid ?? it.id ?? it.textContent.slice(0, 30);
    const place = it => {
        const {x, y, width, height} = it.getBoundingClientRect();
        return it.matches(controls) ? [x, y, width, height] : [x, y];
    };
    const all = [...document.querySelectorAll(`${controls}, label, h1, h2, h3, .row, .field, .sheet`)]
        .filter(it => it.checkVisibility());
    const before = new Map(all.map(it => [it, place(it)]));
    window.whatMoved = () => [...before].filter(([it]) => it.isConnected).flatMap(([it, old]) => {
        const now = place(it);
        const moved = now.some((value, index) => Math.abs(value - old[index]) > 0.01);
        return moved ? [`${it.tagName.toLowerCase()} ${name(it)} from ${old} to ${now}`] : [];
    });
    return before.size;";

/// Text that does not fit where it stands. What is shortened with an ellipsis, or can be scrolled to, is meant so.
const CUT_OFF: &str = "
    const holdsText = it => [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const isField = it => it.matches('input, select, textarea');
    const cut = [];
    for (const it of document.querySelectorAll('.app *')) {
        if (!holdsText(it) || isField(it) || it.closest('.unseen, svg, option') || !it.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(it);
        const text = range.getBoundingClientRect();
        for (let box = it; box && box !== document.body; box = box.parentElement) {
            const style = getComputedStyle(box);
            if (style.display === 'inline' || style.display === 'contents') continue;
            const place = box.getBoundingClientRect();
            const ellipsis = style.textOverflow === 'ellipsis';
            const across = ellipsis || ['auto', 'scroll'].includes(style.overflowX);
            const down = ['auto', 'scroll'].includes(style.overflowY);
            const wide = Math.max(place.left - text.left, text.right - place.right);
            const high = Math.max(place.top - text.top, text.bottom - place.bottom);
            // A line of a serif may be taller than the room that its line height leaves.
            if ((wide > 1 && !across) || (high > 8 && !down)) {
                cut.push(`${it.textContent.trim().slice(0, 40)} in ${box.className || box.tagName}: ` +
                    `${Math.round(wide)} px across, ${Math.round(high)} px down`);
                break;
            }
            if (ellipsis || down || style.position === 'fixed') break;
        }
    }
    return [...new Set(cut)];";

/// Controls that a finger could miss. The veil behind what is open is no control of its own.
const SMALL: &str = "
    const least = 47.5;
    return [...document.querySelectorAll('button, a, input, select, textarea, .toggle')]
        .filter(it => it.checkVisibility() && !it.matches('.veil, .toggle-input'))
        // What opens a listing reaches over its whole row.
        .map(it => [it, (it.matches('.row-open') ? it.closest('.row') : it).getBoundingClientRect()])
        .filter(([, {width, height}]) => width < least || height < least)
        .map(([it, {width, height}]) =>
            `${it.dataset.testid ?? it.className} is ${Math.round(width)}×${Math.round(height)} px, too small to tap`);";

/// Notes every animation and transition that takes time from now on.
const NOTE_MOTION: &str = "
    window.motion = [];
    const note = event => {
        // Asked of the style, because on a busy machine the motion may be over when this is called.
        const style = getComputedStyle(event.target);
        const times = event.animationName ? style.animationDuration : style.transitionDuration;
        if (times.split(',').some(time => parseFloat(time) > 0.001)) window.motion.push(`${event.target.className}: ${event.animationName ?? event.propertyName}`);
    };
    document.addEventListener('animationstart', note, true);
    document.addEventListener('transitionrun', note, true);";

impl Device {
    /// Remembers where everything stands.
    pub async fn note_places(&self) -> Result<()> {
        self.settle().await?;
        let noted = self.run(NOTE_PLACES, vec![]).await?;
        ensure!(noted.as_u64().is_some_and(|noted| noted > 3), "there is nothing on the page that could move");
        Ok(())
    }

    /// What stands elsewhere than when the places were noted, or has another size.
    pub async fn moved(&self) -> Result<Vec<String>> {
        Ok(texts(&self.run("return window.whatMoved()", vec![]).await?))
    }

    /// The texts that do not fit where they stand.
    pub async fn cut_off(&self) -> Result<Vec<String>> {
        Ok(texts(&self.run(CUT_OFF, vec![]).await?))
    }

    /// The controls that are less than 48 px wide or high.
    pub async fn small_controls(&self) -> Result<Vec<String>> {
        Ok(texts(&self.run(SMALL, vec![]).await?))
    }

    /// From now on keeps what moves on its own.
    pub async fn record_motion(&self) -> Result<()> {
        self.run(NOTE_MOTION, vec![]).await.map(|_| ())
    }

    /// What has moved on its own since [`record_motion`](Self::record_motion).
    pub async fn motion(&self) -> Result<Vec<String>> {
        Ok(texts(&self.run("return window.motion", vec![]).await?))
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
