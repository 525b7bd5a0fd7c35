(function () {
  "use strict";
  var form = document.getElementById("filter");
  if (!form) { return; }
  var fields = ["sector", "area", "phase"];
  var quotes = Array.prototype.slice.call(document.querySelectorAll(".quote"));
  var parents = Array.prototype.slice.call(
    document.querySelectorAll(".code, .group, .stage, .theme")
  );
  var output = form.querySelector("output");

  function apply() {
    var wanted = form.elements.text.value.trim().toLocaleLowerCase();
    var active = wanted !== "" || fields.some(function (name) { return form.elements[name].value; });
    var shown = 0;
    quotes.forEach(function (quote) {
      var fits = fields.every(function (name) {
        var value = form.elements[name].value;
        return !value || quote.getAttribute("data-" + name) === value;
      }) && quote.textContent.toLocaleLowerCase().indexOf(wanted) !== -1;
      quote.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    parents.forEach(function (part) {
      part.hidden = active && !part.querySelector(".quote:not([hidden])");
    });
    output.textContent = active ? shown + " of " + quotes.length + " quotes shown; sections without one are hidden." : "";
  }

  form.addEventListener("input", apply);
  form.addEventListener("reset", function () { window.setTimeout(apply, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  // A link to a quote that the filter hides shows everything again.
  window.addEventListener("hashchange", function () {
    var target = document.getElementById(window.location.hash.slice(1));
    if (target && target.closest("[hidden]")) { form.reset(); window.setTimeout(function () { target.scrollIntoView(); }, 0); }
  });
  form.hidden = false;
}());
