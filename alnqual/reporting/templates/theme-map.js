(function () {
  "use strict";
  var COLOURS = ["#0b6e8a", "#b3450f", "#5b3fa0", "#2e7d32", "#a3195b", "#6b5b00"];
  var SHAPES = ["circle", "square", "triangle", "diamond"];
  var NONE = "#6b7580", FAINT = "#dfe3e8", STEP = 50, REACH = 14;
  var data = JSON.parse(document.getElementById("data").textContent);
  var points = data.points, count = points.id.length;
  var canvas = document.getElementById("map"), pen = canvas.getContext("2d");
  var search = document.getElementById("search"), facet = document.getElementById("facet");
  var legend = document.querySelector(".legend"), results = document.querySelector(".results");
  var status = document.getElementById("status"), more = document.getElementById("more");
  var passage = document.getElementById("passage");
  var view = { x: 0.5, y: 0.5, zoom: 1 }, ratio = 1, width = 1, height = 1;
  var chosen = {}, matching = [], shown = new Uint8Array(count), current = -1, listed = STEP;
  var words = [], waiting = false, sprites = {}, pointers = {}, moved = 0;

  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  var texts = points.id.map(function (id, i) { return plain([points.words[i], id, points.attribution[i]].join(" ")); });

  function values(i) { return points.values[+facet.value][i]; }
  function names() { return data.names[+facet.value]; }

  // What is drawn: each look once, as the pixels that it sets. Setting them is many times quicker
  // than drawing 20,000 marks one by one.
  function look(place) { return place < COLOURS.length * SHAPES.length ? place : -1; }
  function outline(to, shape, c, r) {
    to.beginPath();
    if (shape === "square") { to.rect(c - r * 0.9, c - r * 0.9, r * 1.8, r * 1.8); }
    else if (shape === "triangle") { to.moveTo(c, c - r * 1.2); to.lineTo(c + r * 1.2, c + r); to.lineTo(c - r * 1.2, c + r); to.closePath(); }
    else if (shape === "diamond") { to.moveTo(c, c - r * 1.3); to.lineTo(c + r * 1.3, c); to.lineTo(c, c + r * 1.3); to.lineTo(c - r * 1.3, c); to.closePath(); }
    else { to.arc(c, c, r, 0, 7); }
  }
  function sprite(place, faint, r) {
    var key = [place, faint, r, ratio].join();
    if (sprites[key]) { return sprites[key]; }
    var size = Math.ceil((r * 2.8 + 2) * ratio), made = document.createElement("canvas"), to = made.getContext("2d");
    made.width = made.height = size;
    outline(to, place < 0 ? "circle" : SHAPES[Math.floor(place / COLOURS.length)], size / 2, (place < 0 && !faint ? r * 0.7 : r) * ratio);
    if (faint || place >= 0) { to.fillStyle = faint ? FAINT : COLOURS[place % COLOURS.length]; to.fill(); }
    else { to.strokeStyle = NONE; to.lineWidth = 1.3 * ratio; to.stroke(); }
    var pixels = new Uint32Array(to.getImageData(0, 0, size, size).data.buffer), mark = { x: [], y: [], colour: [], size: size };
    pixels.forEach(function (colour, at) {
      if (colour) { mark.x.push(at % size); mark.y.push(Math.floor(at / size)); mark.colour.push(colour); }
    });
    return (sprites[key] = mark);
  }
  function stamp(onto, across, down, left, top, look) {
    for (var k = 0; k < look.x.length; k += 1) {
      var x = left + look.x[k], y = top + look.y[k];
      if (x < 0 || y < 0 || x >= across || y >= down) { continue; }
      var at = y * across + x, alpha = look.colour[k] >>> 24;
      if (!onto[at] || alpha > 127) { onto[at] = look.colour[k]; }
    }
  }

  function scale() { return Math.min(width, height) * 0.94 * view.zoom; }
  function screenX(i) { return (points.x[i] - view.x) * scale() + width / 2; }
  function screenY(i) { return (points.y[i] - view.y) * scale() + height / 2; }
  function redraw() { if (!waiting) { waiting = true; requestAnimationFrame(draw); } }
  function draw() {
    waiting = false;
    var own = scale(), r = Math.min(7, (count > 6000 ? 2 : 3.2) * Math.sqrt(view.zoom)), all = matching.length === count;
    var image = pen.createImageData(canvas.width, canvas.height), onto = new Uint32Array(image.data.buffer);
    r = Math.round(r * 2) / 2;
    for (var pass = all ? 1 : 0; pass < 2; pass += 1) {
      for (var i = 0; i < count; i += 1) {
        if (shown[i] !== pass) { continue; }
        var x = (points.x[i] - view.x) * own + width / 2, y = (points.y[i] - view.y) * own + height / 2;
        if (x < -9 || y < -9 || x > width + 9 || y > height + 9) { continue; }
        var first = values(i)[0], mark = sprite(first === undefined ? -1 : look(chosenValue(i, first)), !pass, r);
        stamp(onto, canvas.width, canvas.height, Math.round(x * ratio - mark.size / 2), Math.round(y * ratio - mark.size / 2), mark);
      }
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.putImageData(image, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (facet.value === "0") { label(); }
    if (current >= 0) {
      pen.lineWidth = 3; pen.strokeStyle = "#fff"; ring(r + 7); pen.strokeStyle = "#1c2430"; ring(r + 5);
    }
  }
  function ring(r) { pen.beginPath(); pen.arc(screenX(current), screenY(current), r, 0, 7); pen.stroke(); }
  // Of several values a passage takes the look of one that was chosen.
  function chosenValue(i, first) {
    var own = values(i);
    for (var k = 0; k < own.length; k += 1) { if (chosen[own[k]]) { return own[k]; } }
    return first;
  }
  function label() {
    var taken = [];
    pen.font = "600 13px " + getComputedStyle(document.body).fontFamily; pen.textAlign = "center"; pen.lineJoin = "round";
    middles.forEach(function (middle, place) {
      var text = names()[place].replace(/^\d+: /, ""), half = pen.measureText(text).width / 2 + 4;
      var x = (middle[0] - view.x) * scale() + width / 2, y = (middle[1] - view.y) * scale() + height / 2;
      if (x - half < 0 || x + half > width || y < 12 || y > height - 6) { return; }
      if (taken.some(function (t) { return Math.abs(t[0] - x) < t[2] + half && Math.abs(t[1] - y) < 18; })) { return; }
      taken.push([x, y, half]);
      pen.lineWidth = 4; pen.strokeStyle = "#ffffffe6"; pen.strokeText(text, x, y); pen.fillStyle = "#1c2430"; pen.fillText(text, x, y);
    });
  }
  function median(list) { list.sort(function (a, b) { return a - b; }); return list[list.length >> 1]; }
  var middles = data.names[0].map(function (_, place) {
    var x = [], y = [];
    points.values[0].forEach(function (own, i) { if (own[0] === place) { x.push(points.x[i]); y.push(points.y[i]); } });
    return [median(x), median(y)];
  });

  // What is asked for: words that all occur, and one of the chosen values.
  function apply() {
    words = plain(search.value.trim()).split(/\s+/).filter(Boolean);
    var any = Object.keys(chosen).length;
    matching = [];
    for (var i = 0; i < count; i += 1) {
      var fits = (!any || values(i).some(function (value) { return chosen[value]; })) &&
        words.every(function (word) { return texts[i].indexOf(word) !== -1; });
      shown[i] = fits ? 1 : 0;
      if (fits) { matching.push(i); }
    }
    listed = STEP;
    list();
    status.textContent = matching.length === count ? count + " passages" : matching.length + " of " + count + " passages; the others are faint";
    redraw();
  }
  function drawLegend() {
    var counts = names().map(function () { return 0; });
    points.values[+facet.value].forEach(function (own) { own.forEach(function (value) { counts[value] += 1; }); });
    legend.textContent = "";
    names().forEach(function (name, place) {
      var item = document.createElement("li"), button = document.createElement("button"), sign = document.createElement("canvas");
      var to = sign.getContext("2d"), key = look(place), number = document.createElement("span"), told = document.createElement("span");
      sign.width = sign.height = 36; sign.style.cssText = "width:18px;height:18px;touch-action:auto;flex:none;background:#fff;border-radius:2px"; sign.setAttribute("aria-hidden", "true");
      outline(to, key < 0 ? "circle" : SHAPES[Math.floor(key / COLOURS.length)], 18, key < 0 ? 8 : 11);
      if (key < 0) { to.strokeStyle = NONE; to.lineWidth = 3; to.stroke(); } else { to.fillStyle = COLOURS[key % COLOURS.length]; to.fill(); }
      told.textContent = name; number.className = "n"; number.textContent = counts[place];
      button.type = "button"; button.setAttribute("aria-pressed", "false");
      button.append(sign, told, number);
      button.addEventListener("click", function () {
        if (chosen[place]) { delete chosen[place]; } else { chosen[place] = true; }
        button.setAttribute("aria-pressed", String(!!chosen[place]));
        apply();
      });
      item.append(button); legend.append(item);
    });
  }

  function told(i) { return points.words[i] || "[words withheld: the person did not agree to be quoted]"; }
  function theme(i) { var own = points.values[0][i]; return own.length ? "Theme " + data.names[0][own[0]] : "No theme"; }
  function fill(element, text) {
    element.textContent = "";
    var low = plain(text), at = 0;
    if (low.length !== text.length || !words.length) { element.textContent = text; return; }
    while (at < text.length) {
      var next = text.length, length = 0;
      words.forEach(function (word) { var found = low.indexOf(word, at); if (found >= 0 && found < next) { next = found; length = word.length; } });
      element.append(text.slice(at, next));
      if (length) { var mark = document.createElement("mark"); mark.textContent = text.slice(next, next + length); element.append(mark); }
      at = next + length;
      if (!length) { break; }
    }
  }
  function list() {
    results.textContent = "";
    matching.slice(0, listed).forEach(function (i) {
      var item = document.createElement("li"), button = document.createElement("button"), about = document.createElement("small"), said = document.createElement("span");
      about.textContent = [points.id[i], points.attribution[i], theme(i)].join(" · ");
      said.lang = points.language[i]; fill(said, told(i));
      button.type = "button"; button.append(about, said);
      button.addEventListener("click", function () { choose(i, true); open(); });
      item.append(button); results.append(item);
    });
    more.hidden = listed >= matching.length;
  }
  function choose(i, centre) {
    current = i;
    var x = screenX(i), y = screenY(i);
    if (centre || x < 20 || y < 20 || x > width - 20 || y > height - 20) { view.x = points.x[i]; view.y = points.y[i]; }
    redraw();
  }
  function open() {
    if (current < 0) { return; }
    var quote = passage.querySelector("blockquote"), about = passage.querySelector("p"), i = current;
    passage.hidden = false;
    passage.querySelector("h2").textContent = points.id[i] + ": " + points.attribution[i];
    quote.lang = points.language[i]; fill(quote, told(i));
    about.textContent = [theme(i)].concat(data.facets.slice(1).map(function (name, at) {
      var own = points.values[at + 1][i];
      return own.length ? name + ": " + own.map(function (value) { return data.names[at + 1][value]; }).join("; ") : "";
    }), "Turn " + points.turn[i], "Document " + points.document[i]).filter(Boolean).join(" · ");
    passage.focus();
  }
  function nearest(x, y, reach) {
    var best = -1, least = reach * reach;
    matching.forEach(function (i) {
      var dx = screenX(i) - x, dy = screenY(i) - y, d = dx * dx + dy * dy;
      if (d < least) { least = d; best = i; }
    });
    return best;
  }
  function go(dx, dy) {
    if (!matching.length) { return; }
    if (current < 0) { return tell(nearest(width / 2, height / 2, Infinity)); }
    var x = screenX(current), y = screenY(current), best = -1, least = Infinity;
    matching.forEach(function (i) {
      var ahead = (screenX(i) - x) * dx + (screenY(i) - y) * dy, aside = Math.abs((screenX(i) - x) * dy) + Math.abs((screenY(i) - y) * dx);
      if (i === current || ahead <= 0.01 || aside > ahead * 1.2) { return; }
      if (ahead + 2 * aside < least) { least = ahead + 2 * aside; best = i; }
    });
    tell(best);
  }
  function tell(i) {
    if (i < 0) { status.textContent = "No passage further this way."; return; }
    choose(i, false);
    status.textContent = [theme(i), points.attribution[i], points.id[i], told(i).slice(0, 160)].join(". ");
  }
  function zoom(by, x, y) {
    var before = scale(), to = Math.min(60, Math.max(1, view.zoom * by));
    x = x === undefined ? width / 2 : x; y = y === undefined ? height / 2 : y;
    var px = view.x + (x - width / 2) / before, py = view.y + (y - height / 2) / before;
    view.zoom = to;
    view.x = px - (x - width / 2) / scale(); view.y = py - (y - height / 2) / scale();
    redraw();
  }
  function pan(dx, dy) { view.x += dx / scale(); view.y += dy / scale(); redraw(); }
  var DO = {
    "in": function () { zoom(1.5); }, out: function () { zoom(1 / 1.5); },
    left: function () { pan(-width / 4, 0); }, right: function () { pan(width / 4, 0); },
    up: function () { pan(0, -height / 4); }, down: function () { pan(0, height / 4); },
    all: function () { view = { x: 0.5, y: 0.5, zoom: 1 }; redraw(); }
  };
  var KEYS = { ArrowLeft: [-1, 0, "left"], ArrowRight: [1, 0, "right"], ArrowUp: [0, -1, "up"], ArrowDown: [0, 1, "down"] };

  canvas.addEventListener("keydown", function (event) {
    var arrow = KEYS[event.key], act = { "+": "in", "=": "in", "-": "out", "0": "all" }[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (arrow) { if (event.shiftKey) { DO[arrow[2]](); } else { go(arrow[0], arrow[1]); } }
    else if (act) { DO[act](); }
    else if (event.key === "Enter" || event.key === " ") { open(); }
    else { return; }
    event.preventDefault();
  });
  passage.addEventListener("keydown", function (event) { if (event.key === "Escape") { canvas.focus(); } });
  function spot(event) { var box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; }
  function apart() { var two = Object.values(pointers); return two.length === 2 ? Math.hypot(two[0][0] - two[1][0], two[0][1] - two[1][1]) : 0; }
  canvas.addEventListener("pointerdown", function (event) { canvas.setPointerCapture(event.pointerId); pointers[event.pointerId] = spot(event); moved = 0; });
  canvas.addEventListener("pointermove", function (event) {
    var from = pointers[event.pointerId], to = spot(event);
    if (!from) { return; }
    var before = apart();
    pointers[event.pointerId] = to;
    moved += Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]);
    if (before) { zoom(apart() / before, to[0], to[1]); } else { pan(from[0] - to[0], from[1] - to[1]); }
  });
  canvas.addEventListener("pointerup", function (event) {
    delete pointers[event.pointerId];
    if (moved > 6) { return; }
    var i = nearest(spot(event)[0], spot(event)[1], REACH);
    if (i >= 0) { choose(i, false); open(); }
  });
  canvas.addEventListener("pointercancel", function (event) { delete pointers[event.pointerId]; });
  // The wheel scrolls the page unless the map is in use.
  canvas.addEventListener("wheel", function (event) {
    if (document.activeElement !== canvas && !event.ctrlKey) { return; }
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), spot(event)[0], spot(event)[1]);
  }, { passive: false });
  Array.prototype.forEach.call(document.querySelectorAll("[data-do]"), function (button) {
    button.addEventListener("click", function () { DO[button.getAttribute("data-do")](); });
  });
  search.addEventListener("input", apply);
  facet.addEventListener("change", function () { chosen = {}; drawLegend(); apply(); });
  more.addEventListener("click", function () {
    var at = listed;
    listed += STEP; list();
    var first = results.children[at];
    if (first) { first.firstElementChild.focus(); }
  });
  function fit() {
    ratio = window.devicePixelRatio || 1;
    width = canvas.clientWidth; height = canvas.clientHeight;
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    redraw();
  }
  new ResizeObserver(fit).observe(canvas);
  drawLegend(); fit(); apply();
})();
