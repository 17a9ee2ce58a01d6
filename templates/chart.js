
/* chart.js - shows the values of a chart where the pointer or the keyboard is. They stand in the
 * table behind the chart; all panels of a chart show the same moment. */
(function () {
  'use strict';

  function Chart(figure) {
    var box = figure.querySelector('.panels'), table = figure.querySelector('.points table');
    this.from = Number(box.dataset.from);
    this.until = Number(box.dataset.until);
    this.columns = Array.from(table.tHead.rows[0].cells).slice(1).map(function (th) {
      return {panel: Number(th.dataset.panel), name: th.textContent};
    });
    this.rows = Array.from(table.tBodies[0].rows).map(function (row) {
      return {at: Number(row.dataset.at), cells: Array.from(row.cells).map(function (c) { return c.textContent; })};
    });
    this.at = this.rows.length - 1;
    this.panels = Array.from(box.children).map(this.makePanel, this);
    this.listen(box);
  }

  function element(name, className) {
    var e = document.createElement(name);
    e.className = className;
    e.hidden = true;
    return e;
  }

  /* A slider in the sense of a screen reader: arrow keys move it, its text is the value there. */
  Chart.prototype.makePanel = function (panel, i) {
    var picture = panel.querySelector('.picture'), self = this;
    var made = {picture: picture, plot: panel.querySelector('.plot'), cursor: element('div', 'cursor'), read: element('div', 'read')};
    picture.append(made.cursor, made.read);
    picture.tabIndex = 0;
    picture.setAttribute('role', 'slider');
    picture.setAttribute('aria-valuemin', '0');
    picture.setAttribute('aria-valuemax', String(this.rows.length - 1));
    picture.addEventListener('keydown', function (event) { self.key(event); });
    picture.addEventListener('focus', function () { self.show(self.at); });
    picture.addEventListener('blur', function () { self.hide(); });
    this.describe(made, i);
    return made;
  };

  /* "12 s: 421.0 MiB", or with names where a panel has several lines. */
  Chart.prototype.words = function (i, at) {
    var row = this.rows[at], own = [];
    this.columns.forEach(function (column, k) {
      if (column.panel === i)
        own.push([column.name.split(', ').pop(), row.cells[k + 1] || 'no value']);
    });
    return row.cells[0] + ': ' + own.map(function (o) { return own.length > 1 ? o[0] + ' ' + o[1] : o[1]; }).join(', ');
  };

  Chart.prototype.describe = function (panel, i) {
    panel.picture.setAttribute('aria-valuenow', String(this.at));
    panel.picture.setAttribute('aria-valuetext', this.words(i, this.at));
  };

  /* Where the keyboard is, a press of the pointer too. */
  Chart.prototype.move = function (at) {
    this.at = Math.max(0, Math.min(this.rows.length - 1, at));
    this.panels.forEach(this.describe, this);
    this.show(this.at);
  };

  Chart.prototype.show = function (at) {
    var share = (this.rows[at].at - this.from) / (this.until - this.from);
    this.panels.forEach(function (panel, i) {
      var left = panel.plot.getBoundingClientRect().left - panel.picture.getBoundingClientRect().left;
      panel.cursor.style.left = left + share * panel.plot.clientWidth + 'px';
      panel.read.textContent = this.words(i, at);
      panel.cursor.hidden = panel.read.hidden = false;
    }, this);
  };

  Chart.prototype.hide = function () {
    this.panels.forEach(function (panel) { panel.cursor.hidden = panel.read.hidden = true; });
  };

  var STEPS = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity};

  Chart.prototype.key = function (event) {
    if (event.key === 'Escape')
      this.hide();
    if (!(event.key in STEPS) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    event.preventDefault();
    this.move(this.at + STEPS[event.key]);
  };

  Chart.prototype.nearest = function (share) {
    var at = this.from + share * (this.until - this.from), best = 0;
    this.rows.forEach(function (row, i) {
      if (Math.abs(row.at - at) < Math.abs(this.rows[best].at - at))
        best = i;
    }, this);
    return best;
  };

  Chart.prototype.listen = function (box) {
    var self = this;
    function leave() {
      if (box.contains(document.activeElement))
        self.show(self.at);
      else
        self.hide();
    }
    function look(event) {
      var picture = event.target.closest('.picture');
      if (!picture)
        return leave();
      var b = picture.querySelector('.plot').getBoundingClientRect();
      var at = self.nearest((event.clientX - b.left) / b.width);
      if (event.type === 'pointerdown')
        self.move(at);
      else
        self.show(at);
    }
    box.addEventListener('pointerdown', look); /* a finger has moved nowhere yet */
    box.addEventListener('pointermove', look);
    box.addEventListener('pointerleave', leave);
  };

  document.querySelectorAll('figure.chart').forEach(function (f) { new Chart(f); });
}());
