/* page.js - what a page can do beyond being read: sort, filter and copy tables, copy a finding, follow
 * links into folded parts, unfold all of them. Nothing here is needed to read the report. */
(function () {
  'use strict';

  var WORDS = new Intl.Collator('en', {numeric: true});

  function key(row, column) {
    var cell = row.cells[column];
    var sort = cell.getAttribute('data-sort');
    return sort === null ? null : Number(sort);
  }

  /* By the key that cells have, numbers and severities, else by the alphabet; what is unknown stays at the end
   * either way. */
  function compare(column, keys, sign) {
    return function (x, y) {
      if (!keys)
        return sign * WORDS.compare(x.cells[column].textContent, y.cells[column].textContent);
      var a = key(x, column), b = key(y, column);
      if (a === null || b === null)
        return (a === null) - (b === null);
      return sign * (a - b);
    };
  }

  function sort(table, th, column) {
    var descending = th.getAttribute('aria-sort') !== 'descending';
    var body = table.tBodies[0], rows = Array.from(body.rows);
    var keys = rows.some(function (row) { return key(row, column) !== null; });
    if (!keys && !th.hasAttribute('aria-sort'))
      descending = false;
    table.querySelectorAll('th').forEach(function (other) { other.removeAttribute('aria-sort'); });
    th.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    rows.sort(compare(column, keys, descending ? -1 : 1)).forEach(function (row) { body.appendChild(row); });
  }

  function makeSortable(table) {
    if (!table.tBodies[0] || table.tBodies[0].rows.length < 3)
      return;
    Array.from(table.tHead.rows[0].cells).forEach(function (th, column) {
      var b = button(th.textContent, function () { sort(table, th, column); });
      th.textContent = '';
      th.appendChild(b);
    });
  }

  /* ---- copying and filtering ---- */

  function button(words, act) {
    var b = document.createElement('button');
    b.type = 'button';
    b.textContent = words;
    b.addEventListener('click', function () { act(b); });
    return b;
  }

  /* Says on the button, and to a screen reader, whether it worked; a page may be refused the clipboard. */
  function copy(text, b) {
    var words = b.dataset.words || b.textContent;
    b.dataset.words = words;
    function say(what) {
      b.textContent = said.textContent = what;
      setTimeout(function () {
        b.textContent = words;
        said.textContent = '';
      }, 2000);
    }
    if (navigator.clipboard)
      navigator.clipboard.writeText(text).then(function () { say('Copied'); }, function () { say('Not allowed'); });
    else
      say('Not allowed');
  }

  var said = document.createElement('div');
  said.className = 'said';
  said.setAttribute('role', 'status');
  document.querySelector('main').appendChild(said);

  function offerMarkdown(script) {
    var text = JSON.parse(script.textContent);
    var b = button('Copy as Markdown', function (me) { copy(text, me); });
    b.className = 'copy';
    script.parentNode.querySelector('h3').after(b);
  }

  /* What is seen of the table, as spreadsheets and issues take it: columns parted by tabs. */
  function tabbed(table) {
    return Array.from(table.rows).filter(function (row) { return !row.hidden; }).map(function (row) {
      return Array.from(row.cells).map(function (cell) { return cell.innerText.replace(/\s+/g, ' ').trim(); }).join('\t');
    }).join('\n') + '\n';
  }

  var FILTER_FROM = 6; /* rows: fewer are seen at a glance */

  function offerTools(table) {
    var rows = Array.from(table.tBodies[0] ? table.tBodies[0].rows : []);
    if (rows.length < FILTER_FROM)
      return;
    var tools = document.createElement('div'), box = document.createElement('input'), shown = document.createElement('output');
    box.type = 'search';
    box.placeholder = 'Filter rows';
    box.setAttribute('aria-label', 'Filter rows of: ' + table.caption.textContent);
    box.addEventListener('input', function () {
      var words = box.value.toLowerCase(), n = 0;
      rows.forEach(function (row) {
        row.hidden = row.textContent.toLowerCase().indexOf(words) < 0;
        n += !row.hidden;
      });
      shown.textContent = words ? n + ' of ' + rows.length : '';
    });
    tools.className = 'filter';
    tools.append(box, button('Copy table', function (me) { copy(tabbed(table), me); }), shown);
    table.parentNode.before(tools);
  }

  /* A link to something inside of a folded part unfolds it. */
  function unfold() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var e = target; e; e = e.parentElement)
      if (e.tagName === 'DETAILS')
        e.open = true;
    if (target)
      target.scrollIntoView();
  }

  /* A table that is wider than its box can be scrolled from the keyboard. That changes with the screen, and a
   * table that is folded away has no width yet. */
  function makeScrollable(box) {
    if (box.scrollWidth <= box.clientWidth) {
      ['tabindex', 'role', 'aria-label'].forEach(function (name) { box.removeAttribute(name); });
      return;
    }
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', labelOf(box));
  }

  var labels = new Map(), counts = {};

  function labelOf(box) {
    if (!labels.has(box)) {
      var label = box.querySelector('caption').textContent + placeOf(box);
      counts[label] = (counts[label] || 0) + 1;
      labels.set(box, counts[label] > 1 ? label + ' (' + counts[label] + ')' : label);
    }
    return labels.get(box);
  }

  var sizes = new ResizeObserver(function (entries) {
    new Set(entries.map(function (e) { return e.target.closest('.scroll'); })).forEach(makeScrollable);
  });

  /* ", in Heap" or ", in alloc_space total ...": several tables of a page have the same caption. */
  function placeOf(e) {
    var folded = e.closest('details'), part = e.closest('section');
    var title = folded ? folded.querySelector('summary') : part && part.querySelector('h2').firstChild;
    return title ? ', in ' + title.textContent.trim() : '';
  }

  /* Paper gets what is open: whoever wants all of it on paper unfolds it first. */
  function offerUnfolding() {
    var all = Array.from(document.querySelectorAll('details')), list = document.querySelector('nav ol'), open = true;
    if (all.length === 0)
      return;
    var item = document.createElement('li');
    item.className = 'all';
    item.appendChild(button('Unfold all', function (me) {
      all.forEach(function (d) { d.open = open; });
      open = !open;
      me.textContent = open ? 'Unfold all' : 'Fold all';
    }));
    list.appendChild(item);
  }

  document.querySelectorAll('.scroll:not(.triage):not(.evidence):not(.pairs) > table').forEach(makeSortable);
  document.querySelectorAll('.scroll:not(.triage):not(.evidence):not(.pairs) > table').forEach(offerTools);
  document.querySelectorAll('script.markdown').forEach(offerMarkdown);
  document.querySelectorAll('.scroll, .scroll > table').forEach(function (e) { sizes.observe(e); });
  window.addEventListener('hashchange', unfold);
  offerUnfolding();
  if (location.hash)
    unfold();
}());
