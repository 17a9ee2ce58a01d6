/* flame.js - makes the still flame graphs of a page live: zoom, search, callers, focus on one function,
 * before and after. The numbers come from the JSON that stands in each figure (flame_data.c). */
(function () {
  'use strict';

  var ROW = 18, NARROWEST = 1.5, NAMED = 22; /* pixels; a letter or two name nothing */

  /* ---- numbers, as the rest of the page writes them ------------------------------------------- */

  /* One decimal; a tie goes to the even digit, as printf does it. */
  function tenth(x) {
    var scaled = x * 10, down = Math.floor(scaled);
    var rounded = scaled - down === 0.5 ? down + down % 2 : Math.round(scaled);
    return (rounded / 10).toFixed(1);
  }

  function bytes(n) {
    var names = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'], i = 0;
    while (i + 1 < names.length && Math.abs(n) >= (i ? 1023.95 : 1023.5)) {
      n /= 1024;
      i++;
    }
    return (i ? tenth(n) : String(Math.round(n))) + ' ' + names[i];
  }

  function seconds(ns) {
    var s = Math.abs(ns) / 1e9, sign = ns < 0 ? '-' : '';
    if (s >= 60)
      return sign + Math.floor(s / 60) + ' min ' + Math.floor(s % 60) + ' s';
    if (s >= 0.9995 || s === 0)
      return sign + (s >= 9.95 || s === 0 ? Math.round(s) : tenth(s)) + ' s';
    return s >= 0.0009995 ? sign + Math.round(s * 1e3) + ' ms' : sign + Math.round(s * 1e6) + ' µs';
  }

  function count(n) {
    return n.toLocaleString('en-US', {maximumFractionDigits: 2});
  }

  var FORMATS = {bytes: bytes, nanoseconds: seconds};

  function percent(part, whole) {
    return whole ? tenth(part / whole * 100) + ' %' : '–';
  }

  /* ---- trees ----------------------------------------------------------------------------------
   * A node: function number (0 the whole, below 0 what was cut away), values by side and type,
   * children. Both trees of the data and those that are made for a focus look like this. */

  function makeTree(data, tree) {
    var stride = data.types.length * data.sides.filter(Boolean).length;
    var nodes = tree.f.map(function (f, i) {
      return {f: f, v: tree.v.slice(i * stride, (i + 1) * stride), kids: [], parent: null, depth: 0};
    });
    for (var i = 1; i < nodes.length; i++) {
      nodes[i].parent = nodes[tree.p[i]];
      nodes[i].depth = nodes[i].parent.depth + 1;
      nodes[i].parent.kids.push(nodes[i]);
    }
    return nodes[0];
  }

  function childOf(node, f, size) {
    var found = node.kids.find(function (k) { return k.f === f; });
    if (!found) {
      found = {f: f, v: new Array(size).fill(0), kids: [], parent: node, depth: node.depth + 1};
      node.kids.push(found);
    }
    return found;
  }

  function addValues(to, from) {
    for (var i = 0; i < from.v.length; i++)
      to.v[i] += from.v[i];
  }

  function walk(node, visit) {
    if (visit(node) === false)
      return;
    node.kids.forEach(function (kid) { walk(kid, visit); });
  }

  /* All places where function f stands, as one: what it calls below it, who calls it above. */
  function focusOn(tree, f) {
    var size = tree.v.length;
    var down = {f: f, v: new Array(size).fill(0), kids: [], parent: null, depth: 0};
    var up = {f: f, v: down.v, kids: [], parent: null, depth: 0};
    function merge(to, from) {
      from.kids.forEach(function (kid) {
        var target = childOf(to, kid.f < 0 ? -1 : kid.f, size);
        addValues(target, kid);
        merge(target, kid);
      });
    }
    walk(tree, function (node) {
      if (node.f !== f)
        return true;
      addValues(down, node);
      merge(down, node);
      for (var at = up, p = node.parent; p && p.f > 0; p = p.parent) {
        at = childOf(at, p.f, size);
        addValues(at, node);
      }
      return false; /* a recursive call is inside of this one */
    });
    return {down: down, up: up};
  }

  /* ---- one figure ----------------------------------------------------------------------------- */

  function Flame(figure) {
    this.figure = figure;
    this.data = JSON.parse(figure.querySelector('.flame-data').textContent);
    this.trees = this.data.trees.map(makeTree.bind(null, this.data));
    this.two = this.data.sides[0] && this.data.sides[1];
    this.state = {type: this.data.type, view: 'icicle', show: this.two ? 'change' : 'value',
                  normal: false, pattern: null, zoom: this.trees[0], focus: 0};
    this.build();
    this.draw();
  }

  Flame.prototype.value = function (node, side) {
    var v = node.v[(this.two ? side : 0) * this.data.types.length + this.state.type];
    if (this.two && side === 0 && this.state.normal) {
      var a = this.trees[0].v[this.state.type];
      var b = this.trees[0].v[this.data.types.length + this.state.type];
      v = a > 0 ? v * b / a : v;
    }
    return v;
  };

  Flame.prototype.format = function (v) {
    return (FORMATS[this.data.types[this.state.type][1]] || count)(v);
  };

  Flame.prototype.name = function (node) {
    if (node.f > 0)
      return this.data.functions[node.f - 1][0];
    if (node.f === 0)
      return 'all';
    return node.f < -2 ? -1 - node.f + ' smaller' : 'smaller ones';
  };

  Flame.prototype.shortName = function (node) {
    var name = this.name(node), head = name.split(/[([]/)[0];
    return name.slice(head.lastIndexOf('/') + 1);
  };

  /* Width of a node: what is shown of it, and never less than its children need. */
  Flame.prototype.measure = function (node) {
    var own = this.state.show === 'before' ? this.value(node, 0)
      : this.state.show === 'after' || !this.two ? this.value(node, 1)
      : Math.max(this.value(node, 0), this.value(node, 1));
    var below = 0;
    node.kids.forEach(function (kid) { below += this.measure(kid); }, this);
    node.w = Math.max(own, below, 0);
    return node.w;
  };

  /* What a reader wants to know of a frame, in one line. */
  Flame.prototype.describe = function (node) {
    var whole = this.trees[0], text = this.name(node) + '  ';
    if (this.two) {
      var a = this.value(node, 0), b = this.value(node, 1);
      text += this.format(a) + ' → ' + this.format(b) + ' (' + (b > a ? '+' : '') + this.format(b - a) + '), ' +
        percent(b, this.value(whole, 1)) + ' of all after';
    } else {
      var v = this.value(node, 1);
      text += this.format(v) + ', ' + percent(v, this.value(whole, 1)) + ' of all';
      if (node.parent && node.parent.f !== 0)
        text += ', ' + percent(v, this.value(node.parent, 1)) + ' of its ' + (this.state.view === 'callers' ? 'callee' : 'caller');
    }
    return text;
  };

  Flame.prototype.fill = function (node) {
    if (node.f < 0)
      return 'rest';
    if (this.two && this.state.show === 'change') {
      var a = this.value(node, 0), b = this.value(node, 1), most = Math.max(Math.abs(a), Math.abs(b));
      var change = most ? (b - a) / most : 0, size = Math.abs(change);
      var step = size < 0.02 ? 0 : size < 0.25 ? 1 : size < 0.6 ? 2 : 3;
      return step === 0 ? 'same0' : (change < 0 ? 'shrunk' : 'grown') + step;
    }
    return 'hue' + (node.f > 0 ? this.data.functions[node.f - 1][3] : 0);
  };

  /* ---- drawing -------------------------------------------------------------------------------- */

  Flame.prototype.frame = function (node, x, width, row, faded) {
    var e = document.createElement('div');
    e.className = 'frame ' + this.fill(node) + (faded ? ' above' : '');
    if (this.state.pattern && node.f > 0)
      e.className += this.state.pattern.test(this.name(node)) ? ' hit' : ' miss';
    e.style.left = x * 100 + '%';
    e.style.width = 'calc(' + width * 100 + '% - 1px)';
    e.style.top = row * ROW + 'px';
    if (width * this.view.clientWidth >= NAMED)
      e.textContent = this.shortName(node);
    e.tabIndex = -1;
    e.setAttribute('role', 'treeitem');
    e.setAttribute('aria-level', String(node.depth + 1));
    e.setAttribute('aria-label', this.describe(node));
    e.node = node;
    this.view.appendChild(e);
    return e;
  };

  /* From node down; upside turns it over. Returns the number of rows. */
  Flame.prototype.drawTree = function (node, first, rows) {
    var least = NARROWEST / Math.max(this.view.clientWidth, 300), self = this, deepest = first;
    var todo = [[node, 0, 1, first]], whole = node.w || 1;
    while (todo.length) {
      var t = todo.pop(), x = t[1];
      self.frame(t[0], x, t[2], rows ? rows - 1 - t[3] : t[3], false);
      deepest = Math.max(deepest, t[3]);
      t[0].kids.forEach(function (kid) {
        var w = kid.w / whole;
        if (w >= least)
          todo.push([kid, x, w, t[3] + 1]);
        x += w;
      });
    }
    return deepest + 1;
  };

  function heightOf(node, whole, least) {
    var deepest = 0;
    node.kids.forEach(function (kid) {
      if (kid.w / whole >= least)
        deepest = Math.max(deepest, 1 + heightOf(kid, whole, least));
    });
    return deepest;
  }

  /* The trees of a focus, the same ones for as long as it is on one function. */
  Flame.prototype.focused = function (f) {
    if (!this.both || this.both.down.f !== f)
      this.both = focusOn(this.trees[0], f);
    return this.both;
  };

  /* All frames are made anew: the focus stays on its node, or goes to where a reader begins. */
  Flame.prototype.draw = function () {
    var s = this.state, least = NARROWEST / Math.max(this.view.clientWidth, 300), rows;
    var active = document.activeElement, inside = this.view.contains(active), kept = inside ? active.node : null;
    var root = s.focus ? this.focused(s.focus).down : s.zoom;
    this.view.textContent = '';
    if (s.focus) {
      var both = this.focused(s.focus);
      this.measure(both.up);
      var above = heightOf(both.up, both.up.w || 1, least);
      this.drawTree(both.up, 0, above + 1);
      this.view.removeChild(this.view.firstChild); /* the function itself is drawn below */
      this.measure(both.down);
      rows = this.drawTree(both.down, above, 0);
    } else {
      var tree = s.zoom, chain = [];
      for (var p = tree.parent; p; p = p.parent)
        chain.unshift(p);
      this.measure(chain[0] || tree);
      if (s.view === 'flame') {
        rows = chain.length + heightOf(tree, tree.w || 1, least) + 1;
        chain.forEach(function (node, i) { this.frame(node, 0, 1, rows - 1 - i, true); }, this);
        this.drawTree(tree, chain.length, rows);
      } else {
        chain.forEach(function (node, i) { this.frame(node, 0, 1, i, true); }, this);
        rows = this.drawTree(tree, chain.length, 0);
      }
    }
    this.view.style.height = rows * ROW + 'px';
    var start = this.frameOf(kept) || this.frameOf(root);
    start.tabIndex = 0;
    this.reset.disabled = !s.focus && s.zoom.parent === null;
    this.tell(start.node);
    if (inside || (active === this.reset && this.reset.disabled))
      start.focus();
    this.tellMatches();
  };

  Flame.prototype.frameOf = function (node) {
    return Array.from(this.view.children).find(function (e) { return e.node === node; });
  };

  Flame.prototype.tell = function (node) {
    this.status.textContent = this.describe(node);
    this.where.textContent = node.f > 0 ? this.data.functions[node.f - 1][2] : '';
  };

  /* How much lies below functions that the pattern fits; a match inside of a match counts once. */
  Flame.prototype.tellMatches = function () {
    var self = this, sum = 0, n = 0;
    this.found.textContent = '';
    if (!this.state.pattern)
      return;
    walk(this.trees[0], function (node) {
      if (node.f > 0 && self.state.pattern.test(self.name(node))) {
        sum += self.value(node, 1);
        n++;
        return false;
      }
      return true;
    });
    this.found.textContent = n ? percent(sum, this.value(this.trees[0], 1)) + ' in ' + n + (n === 1 ? ' place' : ' places')
      : 'no match';
  };

  /* ---- controls ------------------------------------------------------------------------------- */

  function element(name, properties, children) {
    var e = document.createElement(name);
    Object.keys(properties).forEach(function (k) { e[k] = properties[k]; });
    (children || []).forEach(function (c) { e.appendChild(c); });
    return e;
  }

  Flame.prototype.choice = function (label, key, options) {
    var self = this;
    var select = element('select', {}, options.map(function (o) {
      return element('option', {value: o[0], textContent: o[1], selected: String(self.state[key]) === o[0]});
    }));
    select.addEventListener('change', function () {
      self.state[key] = key === 'type' ? Number(select.value) : select.value;
      self.state.focus = 0;
      self.state.zoom = self.trees[self.state.view === 'callers' ? 1 : 0];
      self.draw();
    });
    return element('label', {}, [document.createTextNode(label + ' '), select]);
  };

  Flame.prototype.build = function () {
    var self = this, bar = [];
    if (this.data.types.length > 1)
      bar.push(this.choice('Value', 'type', this.data.types.map(function (t, i) { return [String(i), t[0]]; })));
    bar.push(this.choice('View', 'view', [['icicle', 'callees, downwards'],
      ['flame', 'callees, upwards'], ['callers', 'callers of each function']]));
    if (this.two) {
      bar.push(this.choice('Show', 'show', [['change', 'change'], ['before', 'before'], ['after', 'after']]));
      var box = element('input', {type: 'checkbox'});
      box.addEventListener('change', function () { self.state.normal = box.checked; self.draw(); });
      bar.push(element('label', {}, [box, document.createTextNode(' same total')]));
    }
    var search = element('input', {type: 'search', placeholder: 'Search functions'});
    search.setAttribute('aria-label', 'Search functions in this graph');
    search.addEventListener('input', function () { self.search(search.value); });
    this.searchBox = search;
    this.found = element('output', {className: 'found'});
    this.reset = element('button', {type: 'button', textContent: 'Whole'});
    this.reset.addEventListener('click', function () { self.home(); });
    bar.push(this.reset, search, this.found);
    this.status = element('div', {className: 'told'});
    this.where = element('div', {className: 'where'});
    this.view = element('div', {className: 'frames'});
    this.view.setAttribute('role', 'tree');
    this.view.setAttribute('aria-label', 'Call paths: arrow keys move, Enter zooms, f looks at one function, Escape goes back');
    var still = this.figure.querySelector('.still');
    this.figure.insertBefore(element('div', {className: 'controls'}, bar), still);
    this.figure.insertBefore(element('div', {className: 'status'}, [this.status, this.where]), still);
    this.figure.insertBefore(this.view, still);
    still.remove();
    this.listen();
  };

  Flame.prototype.search = function (text) {
    try {
      this.state.pattern = text ? new RegExp(text, 'i') : null;
    } catch (e) { /* half a pattern: taken as it is written */
      this.state.pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
    }
    this.draw();
  };

  Flame.prototype.home = function () {
    this.state.focus = 0;
    this.state.zoom = this.trees[this.state.view === 'callers' ? 1 : 0];
    this.draw();
  };

  Flame.prototype.zoom = function (node) {
    if (this.state.focus) { /* the trees of a focus are made anew each time */
      if (node.f > 0)
        this.state.focus = node.f;
    } else if (node.f >= 0) {
      this.state.zoom = node === this.state.zoom && node.parent ? node.parent : node;
    }
    this.draw();
  };

  Flame.prototype.back = function () {
    if (this.state.focus)
      this.home();
    else if (this.state.zoom.parent)
      this.zoom(this.state.zoom.parent);
  };

  /* The next frame in a direction: by where frames stand, so that it is right in every view. */
  Flame.prototype.neighbour = function (from, key) {
    var box = from.getBoundingClientRect(), middle = box.left + box.width / 2, best = null, nearest = Infinity;
    Array.from(this.view.children).forEach(function (e) {
      var b = e.getBoundingClientRect(), dy = b.top - box.top, dx = b.left + b.width / 2 - middle;
      var over = b.left <= middle && b.left + b.width >= middle;
      var inside = b.left >= box.left - 1 && b.right <= box.right + 1;
      var fits = key === 'ArrowDown' ? dy > 1 && dy < ROW * 1.5 && (over || inside)
        : key === 'ArrowUp' ? dy < -1 && dy > -ROW * 1.5 && (over || inside)
        : Math.abs(dy) < 1 && (key === 'ArrowLeft' ? dx < 0 : dx > 0);
      if (e !== from && fits && Math.abs(dx) < nearest) {
        nearest = Math.abs(dx);
        best = e;
      }
    });
    return best;
  };

  Flame.prototype.focusFrame = function (e) {
    Array.from(this.view.querySelectorAll('[tabindex="0"]')).forEach(function (o) { o.tabIndex = -1; });
    e.tabIndex = 0;
    e.focus();
  };

  Flame.prototype.key = function (event) {
    var e = event.target, done = true;
    if (!e.node || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (/^Arrow/.test(event.key)) {
      var next = this.neighbour(e, event.key);
      if (next)
        this.focusFrame(next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.zoom(e.node);
    } else if (event.key === 'Escape' || event.key === 'Backspace') {
      this.back();
    } else if (event.key === 'f' && e.node.f > 0) {
      this.state.focus = e.node.f;
      this.draw();
    } else if (event.key === '/') {
      this.searchBox.focus();
    } else {
      done = false;
    }
    if (done)
      event.preventDefault();
  };

  Flame.prototype.listen = function () {
    var self = this;
    function frameAt(event) { return event.target.node ? event.target : null; }
    /* Frames that are drawn below a resting pointer are no word of the reader. */
    var pointer = '';
    function moved(event) {
      var before = pointer;
      pointer = event.screenX + ' ' + event.screenY;
      return pointer !== before;
    }
    this.view.addEventListener('mouseover', function (event) { if (moved(event) && frameAt(event)) self.tell(event.target.node); });
    this.view.addEventListener('mousemove', moved);
    this.view.addEventListener('focusin', function (event) { if (frameAt(event)) self.tell(event.target.node); });
    this.view.addEventListener('keydown', function (event) { self.key(event); });
    this.view.addEventListener('click', function (event) {
      if (!frameAt(event))
        return;
      if (event.shiftKey && event.target.node.f > 0) {
        self.state.focus = event.target.node.f;
        self.draw();
      } else {
        self.zoom(event.target.node);
      }
    });
    var width = 0;
    new ResizeObserver(function () {
      if (self.view.clientWidth !== width) {
        width = self.view.clientWidth;
        self.draw();
      }
    }).observe(this.view);
  };

  /* Many figures are folded away: each is made when it is first seen. */
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting)
        return;
      seen.unobserve(entry.target);
      new Flame(entry.target);
    });
  }, {rootMargin: '400px'});
  document.querySelectorAll('figure.flame').forEach(function (f) { seen.observe(f); });
}());
