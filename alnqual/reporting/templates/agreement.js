(function () {
  "use strict";
  // One stop of the tab key a chart; the arrow keys go from mark to mark, Home and End to the ends.
  Array.prototype.forEach.call(document.querySelectorAll("svg.chart"), function (chart) {
    var marks = Array.prototype.slice.call(chart.querySelectorAll(".mark"));
    var readout = document.createElement("p");
    readout.className = "readout";
    readout.setAttribute("aria-hidden", "true");
    readout.textContent = "Arrow keys or pointer: the figures of a mark.";
    chart.parentNode.appendChild(readout);

    function tell(mark) { readout.textContent = mark.getAttribute("aria-label"); }

    marks.forEach(function (mark) {
      mark.addEventListener("focus", function () {
        marks.forEach(function (other) { other.setAttribute("tabindex", other === mark ? "0" : "-1"); });
        tell(mark);
      });
      mark.addEventListener("pointerenter", function () { tell(mark); });
    });
    chart.addEventListener("keydown", function (event) {
      var at = marks.indexOf(document.activeElement);
      var to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: marks.length - 1 }[event.key];
      if (at < 0 || to === undefined) { return; }
      event.preventDefault();
      marks[Math.max(0, Math.min(marks.length - 1, to))].focus();
    });
  });
})();
