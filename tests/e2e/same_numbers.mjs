/* same_numbers.mjs HTML MARKDOWN JSON - one report in three formats says the same.
 *
 * Verdict, triage and findings word for word; every metric and the top functions of every profile as
 * exact values between HTML (data-sort) and JSON, and as the text that people read between HTML and
 * Markdown. Prints what differs and how much was compared. */
import { readFileSync } from 'node:fs';

const [html, markdown, json] = process.argv.slice(2).map((f) => readFileSync(f, 'utf8'));
const report = JSON.parse(json);
let compared = 0, failed = 0;

function same(what, a, b) {
  compared++;
  if (a === b)
    return;
  failed++;
  console.log(`    ${what}: ${JSON.stringify(a)} is not ${JSON.stringify(b)}`);
}

/* ---- text out of mark-up ---- */

const NAMES = { amp: '&', lt: '<', gt: '>', quot: '"' };
const decode = (s) => s.replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n)).replace(/&(amp|lt|gt|quot);/g, (_, n) => NAMES[n]);
const squeeze = (s) => s.replace(/[\u200b\u2060]/g, '').replace(/\s+/g, ' ').trim();
const ofHtml = (s) => squeeze(decode(s.replace(/<[^>]*>/g, '')));
/* Code is taken as it is written, text without its mark-up. */
const ofMarkdown = (s) => squeeze(s.split(/(`[^`]*`)/).map((part, i) => i % 2 ? part.slice(1, -1)
  : decode(part.replace(/<[^>]*>/g, '').replace(/\\([!-/:-@[-`{-~])/g, '$1'))).join(''));

/* ---- rows of tables ---- */

function htmlTables(source) {
  return Array.from(source.matchAll(/<table><caption>(.*?)<\/caption>(.*?)<\/table>/gs), ([, caption, body]) => ({
    caption,
    rows: Array.from(body.matchAll(/<tr>(<td.*?)<\/tr>/gs), ([, row]) => Array.from(row.matchAll(/<td class="\w" data-label="([^"]*)"(?: data-sort="([^"]*)")?>(.*?)<\/td>/gs),
      ([, label, sort, inside]) => {
        const [, main, note] = /^(.*?)(?:<small>(.*)<\/small>)?$/s.exec(inside);
        return { label, sort: sort === undefined ? null : Number(sort), text: ofHtml(main), note: ofHtml(note || '') };
      })),
  }));
}

/* Every row of every table of the Markdown, cells without their notes. */
const markdownRows = new Set(markdown.split('\n').filter((line) => line.startsWith('| ')).map((line) =>
  line.slice(1, -1).split('|').map((cell) => ofMarkdown(cell.replace(/<br><sub>.*/, ''))).join(' | ')));

const tables = htmlTables(html);
const named = (caption) => tables.filter((t) => t.caption === caption);

/* ---- verdict, triage, findings ---- */

const verdict = /<div class="callout verdict (\w+)">(.*?)<\/div>/s.exec(html);
const spoken = Array.from(verdict[2].matchAll(/<p.*?>(.*?)<\/p>/gs), (m) => ofHtml(m[1]));
same('severity', verdict[1], report.verdict.severity);
same('verdict', spoken.at(-1), report.verdict.text);
same('confidence', spoken.length > 1 ? spoken[0] : 'none', report.verdict.confidence ? 'Confidence: ' + report.verdict.confidence : 'none');
same('verdict in Markdown', markdown.split('\n').some((l) => l.startsWith('> ') && ofMarkdown(l.slice(2)) === report.verdict.text), true);

const triage = named('Triage')[0].rows;
same('rows of the triage', triage.length, report.triage.length);
report.triage.forEach((t, i) => {
  const cells = triage[i].map((c) => c.text);
  const want = [t.area, t.status, t.value || 'not collected', t.healthy, t.next].map(squeeze);
  same('triage', JSON.stringify(cells), JSON.stringify(want));
  want[1] = { ok: '🟢', note: '🔵', warning: '🟠', critical: '🔴', unknown: '⚪' }[t.status] + ' ' + t.status;
  same('triage in Markdown: ' + want.join(' | '), markdownRows.has(want.join(' | ')), true);
});

const articles = Array.from(html.matchAll(/<article class="callout finding (\w+)".*?<\/article>/gs));
same('findings', articles.length, report.findings.length);
const headings = new Set(markdown.split('\n').filter((l) => l.startsWith('### ')).map((l) => ofMarkdown(l.replace(/^### \S+ /, ''))));
report.findings.forEach((f, i) => {
  same('severity of a finding', articles[i][1], f.severity);
  const title = /<h3>.*?<\/svg>\w+<\/span>(.*?)<a class="permalink"/s.exec(articles[i][0]);
  same('title of a finding', ofHtml(title[1]), squeeze(f.title));
  same('finding in Markdown: ' + f.title, headings.has(squeeze(f.severity + ': ' + f.title)), true);
  const evidence = htmlTables(articles[i][0]).filter((t) => t.caption === 'Evidence').flatMap((t) => t.rows);
  same('evidence', JSON.stringify(evidence.map((r) => [r[0].text, r[1].text])),
    JSON.stringify(f.evidence.map((e) => [squeeze(e.text), squeeze(e.member)])));
  evidence.forEach((r) => same('evidence in Markdown', markdownRows.has(r.map((c) => c.text).join(' | ')), true));
});

/* ---- numbers ---- */

const FIELDS = { Before: 'a', After: 'b', Change: 'delta', 'Per hour': 'per_hour', Value: 'a' };
let metrics = 0;
tables.forEach((t) => t.rows.forEach((row) => {
  const metric = row.length > 1 && row[0].note && report.metrics[row[0].note];
  if (!metric || !/numbers/i.test(t.caption))
    return;
  metrics++;
  row.slice(1).forEach((c) => {
    if (FIELDS[c.label] !== undefined && c.sort !== null)
      same(`${row[0].note} ${c.label}`, Number(c.sort.toPrecision(12)), Number(metric[FIELDS[c.label]].toPrecision(12)));
  });
  same('row in Markdown: ' + row[0].note, markdownRows.has(row.map((c) => c.text).join(' | ')), true);
}));
same('there are numbers', metrics > 5, true);

/* A value of a top table must be one that JSON gives for that function. */
const tops = new Map();
Object.values(report.profiles).forEach((p) => (p.a || p.b ? [p.a, p.b, p.diff] : [p]).forEach((side) => side && side.top.forEach((f) => {
  const all = tops.get(squeeze(f.function)) || [];
  all.push(f);
  tops.set(squeeze(f.function), all);
})));
const found = (f, kind, value) => value === null || (tops.get(f) || []).some((t) => Object.values(t[kind]).includes(value));
let functions = 0;
tables.filter((t) => /^Top functions/.test(t.caption)).forEach((t) => t.rows.forEach((row) => {
  const name = row.find((c) => c.label === 'Function').text;
  functions++;
  row.forEach((c) => {
    const kind = /^(Flat|Flat before|Flat after|Change)$/.test(c.label) ? 'flat' : /^(Cum|Cum after|Cum change)$/.test(c.label) ? 'cum' : null;
    if (kind && c.sort !== 0) /* what one side does not have is not in its list */
      same(`${name} ${c.label} ${c.sort}`, found(name, kind, c.sort), true);
  });
  same('function in Markdown: ' + name, markdownRows.has(row.map((c) => c.text).join(' | ')), true);
}));

if (Object.keys(report.profiles).length)
  same('there are functions', functions > 0, true);
console.log(`    ${compared} compared, ${failed} differ; ${metrics} metrics, ${functions} functions`);
process.exit(failed || compared < 30 ? 1 : 0);
