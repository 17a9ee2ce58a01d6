/* page.mjs PAGE.html... - what a reader does with a report, done in headless Chromium.
 *
 * Prints a line for each check that fails and ends with "N passed, N failed". A page whose name begins
 * with "hostile" is made of evidence that tries to become mark-up; one with "plain" has no call paths; one
 * with "large" is of 100,000 goroutines and 200,000 samples: how large it is, how soon it is there, and that it works. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/* The packages stand in the build folder: the folder that the test is run in. */
const require = createRequire(pathToFileURL(resolve('package.json')));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const WIDE = { width: 1280, height: 800 }, NARROW = { width: 390, height: 844 };
const PAPER_MAX = 20; /* pages */
const LARGE_MAX = 5e6; /* bytes */
let passed = 0, failed = 0;

function check(page, what, ok, found) {
  if (ok) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAILED ${page}: ${what}` + (found === undefined ? '' : `: ${JSON.stringify(found)}`));
}

/* ---- a page and what it tried ---- */

async function open(browser, file, options, work) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said = [], asked = [];
  page.on('console', (m) => said.push(m.text()));
  page.on('pageerror', (e) => said.push(e.message));
  page.on('dialog', (d) => { said.push('dialog ' + d.message()); d.dismiss(); });
  page.on('request', (r) => asked.push(r.url()));
  const url = pathToFileURL(resolve(file)).href;
  await page.goto(url, { waitUntil: 'load' });
  await work(page);
  check(basename(file), 'no message on the console', said.length === 0, said.slice(0, 3));
  check(basename(file), 'nothing is fetched', asked.every((u) => u.split('#')[0] === url), asked.slice(0, 3));
  await context.close();
}

/* Verdict, what is missing and every row of the triage are seen without scrolling, and say what they should. */
async function firstScreen(page, name, height) {
  const found = await page.evaluate(() => ({
    bottom: Array.from(document.querySelectorAll('.examined, .verdict, .missing, .triage tbody tr'))
      .reduce((most, e) => Math.max(most, e.getBoundingClientRect().bottom), 0),
    rows: Array.from(document.querySelectorAll('.triage tbody tr')).map((tr) => ({
      words: Array.from(tr.cells).map((c) => c.innerText.trim()),
      leads: !!tr.querySelector('a') && !!document.getElementById(tr.querySelector('a').hash.slice(1)) })),
    facts: Array.from(document.querySelectorAll('.examined dt')).map((e) => e.innerText),
    confidence: document.querySelector('.verdict').innerText,
  }));
  check(name, `the first screen of ${height} pixels has verdict and triage`, found.bottom > 0 && found.bottom <= height, found.bottom);
  check(name, 'the triage has every area with status, number and range, and leads to its section',
    found.rows.length >= 6 && found.rows.every((r) => (r.leads || /cut/.test(name)) && r.words.slice(0, 4).every((w) => w.length > 0)), found.rows);
  check(name, 'what is not ok has a next step',
    found.rows.every((r) => !/warning|critical/.test(r.words[1]) || r.words[4].length > 0), found.rows);
  if (/^real/.test(name)) {
    check(name, 'it says what was examined', ['Host', 'Go', 'Up', 'Collected', 'Time between'].every((f) => found.facts.includes(f)), found.facts);
    check(name, 'the verdict has numbers and a confidence', /Confidence: (watch|likely|strong|proven)/.test(found.confidence)
      && /\d+ → \d+ goroutines/.test(found.confidence), found.confidence);
  }
}

/* All of it once; a look in other colours or another width only for what these can change. */
async function accessible(page, name, when, rules) {
  await page.evaluate(axe);
  const found = await page.evaluate(async (only) => (await window.axe.run(document,
    { resultTypes: ['violations'], ...(only ? { runOnly: only } : {}) }))
    .violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].target} ${v.nodes[0].failureSummary}`), rules);
  check(name, `no complaint of axe, ${when}`, found.length === 0, found);
}

/* ---- what a reader does ---- */

async function sortsTables(page, name) {
  const found = await page.evaluate(() => {
    const table = Array.from(document.querySelectorAll('table')).find((t) => t.querySelector('th.n button') && t.tBodies[0].rows.length > 2);
    if (!table)
      return null;
    const th = table.querySelector('th.n'), column = th.cellIndex;
    const keys = () => Array.from(table.tBodies[0].rows).map((r) => r.cells[column].dataset.sort).filter((k) => k !== undefined).map(Number);
    th.querySelector('button').click();
    const falling = keys();
    th.querySelector('button').click();
    const rising = keys();
    return { falling, rising };
  });
  check(name, 'a table with numbers can be sorted', found !== null);
  if (!found)
    return;
  const sorted = (list, sign) => list.every((v, i) => i === 0 || sign * (v - list[i - 1]) >= 0);
  check(name, 'a column sorts both ways', sorted(found.falling, -1) && sorted(found.rising, 1), found);
}

/* The order of a status is that of how bad it is, not of its letters. */
async function sortsByStatus(page, name) {
  const found = await page.evaluate(() => {
    const table = Array.from(document.querySelectorAll('table')).find((t) => t.querySelector('th button') && t.querySelector('td.s[data-sort]'));
    if (!table)
      return null;
    const column = table.querySelector('td.s').cellIndex, cells = () => Array.from(table.tBodies[0].rows).map((r) => r.cells[column]);
    table.tHead.rows[0].cells[column].querySelector('button').click();
    return cells().map((c) => 'sort' in c.dataset ? Number(c.dataset.sort) : -1);
  });
  check(name, 'the ranges have their statuses', (found !== null && found.length > 2) || !/^(one|pair)/.test(name), found);
  if (found)
    check(name, 'a status sorts by how bad it is', found.every((v, i) => i === 0 || v <= found[i - 1]), found);
}

/* The count that is shown must be the count of rows, and a word that nothing has must leave none. */
async function filtersTables(page, name) {
  const box = page.locator('.filter input').first();
  check(name, 'a long table can be filtered', await box.count() > 0);
  if (await box.count() === 0)
    return;
  const rows = () => page.evaluate(() => Array.from(document.querySelector('.filter').nextElementSibling.querySelectorAll('tbody tr'))
    .filter((r) => !r.hidden).length);
  await box.evaluate((e) => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; });
  const all = await rows();
  await box.fill('no such word anywhere');
  check(name, 'a filter hides what does not fit', await rows() === 0 && all > 0);
  await box.fill('');
  check(name, 'an empty filter shows all rows', await rows() === all);
}

/* That what is copied is inert, the tests of the Markdown report say: it is the same text. */
async function copiesFindings(page, name) {
  const b = page.locator('.finding button.copy').first();
  check(name, 'a finding can be copied', await b.count() === 1);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await b.click();
  await page.locator('.finding button.copy:has-text("Copied")').waitFor({ timeout: 5000 });
  check(name, 'a screen reader is told that it was copied', await page.locator('[role=status].said').textContent() === 'Copied');
  check(name, 'the button is no part of the heading', await page.locator('h3 button.copy').count() === 0);
  const text = await page.evaluate(() => navigator.clipboard.readText());
  check(name, 'the clipboard has the finding', /^### /.test(text) && text.length > 40, text.slice(0, 80));
}

async function linksUnfold(page, name) {
  const anchor = await page.evaluate(() => {
    const d = document.querySelector('details[id]:not([open])');
    return d ? d.id : null;
  });
  check(name, 'a folded part can be linked to', anchor !== null);
  if (!anchor)
    return;
  await page.evaluate((id) => { location.hash = '#' + id; }, anchor);
  await page.waitForTimeout(100);
  check(name, 'a link into a folded part unfolds it', await page.evaluate((id) => document.getElementById(id).open, anchor));
}

async function unfoldsAll(page, name) {
  const open = () => page.locator('details[open]').count(), all = await page.locator('details').count();
  await page.locator('nav li.all button').click();
  check(name, 'everything unfolds', all > 0 && await open() === all, [await open(), all]);
  await page.locator('nav li.all button').click();
  check(name, 'everything folds again', await open() === 0);
  await page.mouse.move(0, 0);
}

/* Evidence chooses neither the host of a link nor what the other side gets to know. */
const SOURCES = /^https:\/\/(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitea\.com)\/[A-Za-z0-9._/-]+(#(L|lines-)\d+)?$/;

async function everyLinkLeads(page, name) {
  const found = await page.evaluate(() => Array.from(document.querySelectorAll('a[href]')).map((a) => {
    const h = a.getAttribute('href');
    return { h, rel: a.rel, here: h.startsWith('#') && !!document.getElementById(decodeURIComponent(h.slice(1))) };
  }));
  const lost = found.filter((a) => !a.here && !(SOURCES.test(a.h) && a.rel === 'noopener noreferrer'));
  check(name, 'every link leads somewhere', lost.length === 0, lost.slice(0, 5));
  if (/^real/.test(name))
    check(name, 'frames of the standard library lead to its source',
      found.some((a) => /golang\/go\/blob\/go1[^/]*\/src\/.*\.go#L\d+$/.test(a.h)));
}

/* ---- flame graphs ---- */

const told = (flame) => flame.locator('.told').textContent();

/* A pointer that rests says nothing when frames are drawn anew below it. */
async function restsUnderAKeyboard(page, flame, name) {
  const box = await flame.locator('.frame[tabindex="0"]').boundingBox();
  await page.mouse.move(box.x + 40, box.y + 27); /* on the row below */
  await flame.locator('.frame[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const before = await told(flame);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(200); /* the browser looks what is below its pointer */
  check(name, 'the keyboard is not spoken over by a pointer that rests', await told(flame) === before, [before, await told(flame)]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.mouse.move(0, 0);
}

async function flameGraph(page, name) {
  const flame = page.locator('#heap figure.flame').first();
  if (await flame.count() === 0) {
    check(name, 'a page without call paths says so by its name', /plain/.test(name));
    return;
  }
  await page.mouse.move(0, 0); /* a pointer above a frame tells of that one */
  await flame.scrollIntoViewIfNeeded();
  await flame.locator('.frame').first().waitFor();
  const frames = () => flame.locator('.frame').count();
  const whole = await frames();
  check(name, 'the script draws frames', whole > 2, whole);
  check(name, 'the still picture is gone', await flame.locator('.still').count() === 0);
  await flame.locator('.frame[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  const below = await told(flame);
  await page.keyboard.press('Enter');
  check(name, 'Enter zooms to the frame that has the focus', await told(flame) === below, [below, await told(flame)]);
  check(name, 'a zoom can be undone', await flame.locator('.controls button').isEnabled());
  check(name, 'the level of a frame is how deep it lies', await flame.locator('.frame:focus').getAttribute('aria-level') === '2',
    await flame.locator('.frame:focus').getAttribute('aria-level'));
  const focused = await flame.locator('.frame:focus').textContent(), size = page.viewportSize();
  await page.setViewportSize({ width: size.width - 200, height: size.height });
  await page.waitForTimeout(150);
  check(name, 'another width of the page keeps the focus', await flame.locator('.frame:focus').count() === 1
    && await flame.locator('.frame:focus').textContent() === focused);
  await page.setViewportSize(size);
  await page.waitForTimeout(150);
  await page.keyboard.press('Escape');
  check(name, 'Escape goes back', await frames() === whole && !await flame.locator('.controls button').isEnabled(),
    [whole, await frames()]);
  await flame.locator('.frame[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('f');
  check(name, 'f looks at one function', await frames() > 0 && await flame.locator('.controls button').isEnabled());
  await page.keyboard.press('Escape');
  await flame.locator('.frame[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await flame.locator('.controls button').focus();
  await page.keyboard.press('Enter');
  check(name, 'the way to the whole leaves the focus in the graph', await flame.locator('.frame:focus').count() === 1);
  await restsUnderAKeyboard(page, flame, name);
  check(name, 'a frame that is too narrow for a name has none',
    await flame.locator('.frame').evaluateAll((all) => all.every((e) => {
      const width = e.getBoundingClientRect().width;
      return e.textContent === '' ? width < 22.5 : width > 20.5;
    })));
  const label = await flame.locator('.frame:not(:empty)').last().getAttribute('aria-label');
  const word = await flame.locator('.frame:not(:empty)').last().textContent();
  await flame.locator('input[type=search]').fill(word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').slice(0, 20));
  check(name, 'a search says which share it found', /%/.test(await flame.locator('.found').textContent()), await flame.locator('.found').textContent());
  check(name, 'what a search found is marked', await flame.locator('.frame.hit').count() > 0, label);
  await flame.locator('input[type=search]').fill('[');
  check(name, 'half a pattern is looked for as it is written', /%|no match/.test(await flame.locator('.found').textContent()));
  await flame.locator('input[type=search]').fill('');
  const views = flame.locator('label:has-text("View") select');
  await views.selectOption('callers');
  check(name, 'callers are drawn', await frames() > 0);
  await views.selectOption('flame');
  check(name, 'upwards, too, the whole is the first level', await flame.locator('.frame[tabindex="0"]').getAttribute('aria-level') === '1');
  check(name, 'upwards draws the same frames', await frames() === whole, [await frames(), whole]);
  await views.selectOption('icicle');
}

/* ---- charts ---- */

/* What the pointer and the keyboard read off must be what stands in the table behind the chart. */
async function readsCharts(page, name) {
  const chart = page.locator('#second-by-second figure.chart');
  if (await chart.count() === 0) {
    check(name, 'a page without samples says so by its name', /cut/.test(name));
    return;
  }
  const picture = chart.locator('.picture').first(), read = chart.locator('.read').first();
  const cells = () => chart.evaluate((f) => Array.from(f.querySelector('.points tbody').lastElementChild.cells).map((c) => c.textContent));
  await picture.scrollIntoViewIfNeeded();
  check(name, 'no value is read off at first', !await read.isVisible());
  await picture.focus();
  const last = await read.textContent(), row = await cells();
  check(name, 'the keyboard begins at the last value', last.startsWith(row[0] + ': ') && last.includes(row[1]), [last, row]);
  await page.keyboard.press('Home');
  const first = await read.textContent();
  await page.keyboard.press('ArrowRight');
  const second = await read.textContent();
  check(name, 'arrow keys move along a chart', first !== last && second !== first, [first, second, last]);
  check(name, 'a screen reader is told the same', await picture.getAttribute('aria-valuetext') === second);
  await pointsAtCharts(page, name, chart, second);
  await page.keyboard.press('Escape');
  check(name, 'Escape takes the values away', !await read.isVisible());
  const plot = await chart.locator('.plot').first().boundingBox();
  await page.mouse.move(plot.x + plot.width - 1, plot.y + 60);
  check(name, 'the pointer reads off the last value at the right end', await read.textContent() === last, [await read.textContent(), last]);
  await page.mouse.move(2, 2);
}

/* A pointer looks without moving the place of the keyboard; a press, of a finger too, moves it there. */
async function pointsAtCharts(page, name, chart, second) {
  const picture = chart.locator('.picture').first(), read = chart.locator('.read').first();
  const plot = await chart.locator('.plot').first().boundingBox();
  await page.mouse.move(plot.x + plot.width - 1, plot.y + 60);
  check(name, 'a pointer that looks leaves the keyboard where it is', await picture.getAttribute('aria-valuetext') === second
    && await read.textContent() !== second);
  await page.mouse.move(2, 2);
  check(name, 'the values of the keyboard come back', await read.textContent() === second, [await read.textContent(), second]);
  await picture.evaluate((e) => e.blur());
  await picture.dispatchEvent('pointerdown', { pointerType: 'touch', clientX: plot.x + plot.width - 1, clientY: plot.y + 60 });
  check(name, 'a finger reads off a value', await read.isVisible() && await read.textContent() === await picture.getAttribute('aria-valuetext'));
  await picture.focus();
}

/* A table that was folded away is as wide as it is once it is seen. */
async function scrollsWhatWasFolded(page, name) {
  const found = await page.evaluate(() => Array.from(document.querySelectorAll('.scroll'))
    .filter((e) => e.scrollWidth > e.clientWidth && e.tabIndex !== 0).map((e) => e.textContent.slice(0, 60)));
  check(name, 'what is wider than the screen can be scrolled from the keyboard', found.length === 0, found.slice(0, 3));
}

/* Nothing of a chart is stretched but its curve, so letters are as large on a phone as anywhere. */
async function readsOnPhone(page, name) {
  const small = await page.evaluate(() => Array.from(document.querySelectorAll('.picture text'))
    .filter((t) => t.getBoundingClientRect().height > 0)
    .map((t) => [t.textContent, t.getBoundingClientRect()])
    .filter(([, b]) => b.height < 10 || b.right > window.innerWidth + 1 || b.left < -1).map(([t, b]) => [t, b.left, b.right, b.height]));
  check(name, 'the letters of charts are large enough and on the screen', small.length === 0, small.slice(0, 3));
}

/* In pixels: the highest point of the curve, above the ground line. */
async function showsThePeak(page, name) {
  const found = await page.evaluate(() => {
    const curve = document.querySelector('#second-by-second .plot .curve');
    const numbers = curve.getAttribute('d').match(/[ML][\d.-]+ [\d.-]+/g).map((p) => Number(p.split(' ')[1]));
    return { points: numbers.length, top: Math.min(...numbers), ground: Math.max(...numbers) };
  });
  check(name, 'one sample of thirty thousand that sticks out is drawn', found.points <= 960 && found.ground - found.top > 250, found);
}

async function chartsStandStill(page, name) {
  const found = await page.evaluate(() => Array.from(document.querySelectorAll('figure.chart .panel')).map((p) => ({
    curve: p.querySelectorAll('.plot .curve').length, scale: p.querySelectorAll('.scale text').length,
    words: p.querySelector('.picture').getAttribute('aria-label').length })));
  check(name, 'charts are there without scripts, each with a scale and in words',
    found.length > (/cut/.test(name) ? -1 : 0) && found.every((p) => p.curve > 0 && p.scale > 1 && p.words > 10), found);
}

/* ---- all of it ---- */

async function examine(browser, file) {
  const name = basename(file);
  await open(browser, file, { viewport: WIDE }, async (page) => {
    if (!/hostile/.test(name))
      await firstScreen(page, name, WIDE.height);
    await everyLinkLeads(page, name);
    await sortsTables(page, name);
    await sortsByStatus(page, name);
    await filtersTables(page, name);
    await copiesFindings(page, name);
    await flameGraph(page, name);
    await unfoldsAll(page, name);
    await readsCharts(page, name);
    if (/many/.test(name))
      await showsThePeak(page, name);
    await linksUnfold(page, name);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await accessible(page, name, 'with everything unfolded');
    check(name, 'one script runs and no picture is loaded', await page.evaluate(() =>
      document.querySelectorAll('script:not([type])').length === 1 && document.images.length === 0 && document.querySelectorAll('iframe, object, embed, form').length === 0));
  });
  await open(browser, file, { viewport: NARROW }, async (page) => {
    if (!/hostile/.test(name))
      await firstScreen(page, name, NARROW.height);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    check(name, 'nothing sticks out on a phone', width <= NARROW.width, width);
    await accessible(page, name, 'on a phone', ['scrollable-region-focusable', 'target-size', 'color-contrast']);
    await readsOnPhone(page, name);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await page.waitForTimeout(200);
    await scrollsWhatWasFolded(page, name);
  });
  await open(browser, file, { viewport: WIDE, colorScheme: 'dark' }, async (page) => {
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).every((c) => c < 60));
    check(name, 'dark where the system is', dark);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await accessible(page, name, 'dark', ['color-contrast']);
  });
  await open(browser, file, { viewport: WIDE, javaScriptEnabled: false }, async (page) => {
    const text = await page.locator('main').textContent();
    check(name, 'the text is there without scripts', text.length > 500);
    await chartsStandStill(page, name);
    if (await page.locator('figure.flame').count() > 0)
      check(name, 'a still flame graph is there without scripts', await page.locator('.still > svg').count() > 2);
  });
  await open(browser, file, { viewport: WIDE }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    check(name, 'paper has no navigation', !await page.locator('nav').isVisible());
    const pdf = await page.pdf({ format: 'A4' });
    const pages = (pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g) || []).length;
    check(name, 'paper has what is open, not all that is folded', pages > 0 && pages <= PAPER_MAX, pages);
    check(name, 'folded parts stay folded', await page.locator('details:not([open])').count() > 0);
  });
}

/* How soon is told, not judged: the machine may be busy. */
async function examineLarge(browser, file) {
  const name = basename(file), bytes = statSync(file).size, start = performance.now();
  check(name, `the page is under ${LARGE_MAX} bytes`, bytes > 0 && bytes < LARGE_MAX, bytes);
  await open(browser, file, { viewport: WIDE }, async (page) => {
    const loaded = performance.now() - start, flame = page.locator('figure.flame').first();
    await flame.scrollIntoViewIfNeeded();
    await flame.locator('.frame').first().waitFor();
    console.log(`${name}: ${bytes} bytes, loaded after ${Math.round(loaded)} ms`);
    await flame.locator('input[type=search]').fill('example');
    check(name, 'a search says which share it found', /%|no match/.test(await flame.locator('.found').textContent()));
    const text = await page.locator('main').textContent();
    check(name, 'what was pruned is said', /smaller|pruned|left out|not drawn/.test(text));
    await everyLinkLeads(page, name);
    await sortsTables(page, name);
    await unfoldsAll(page, name);
  });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
for (const file of process.argv.slice(2)) {
  try {
    await (/^large/.test(basename(file)) ? examineLarge : examine)(browser, file);
  } catch (e) {
    check(basename(file), 'the page can be examined to its end', false, String(e).slice(0, 400));
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
