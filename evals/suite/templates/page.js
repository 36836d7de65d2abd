"use strict";
(function () {
  var charts = Array.prototype.slice.call(document.querySelectorAll(".chart"));
  charts.forEach(function (place) {
    var figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
    if (window.Plotly) {
      window.Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: false, responsive: true });
    } else {
      place.hidden = true;
      place.nextElementSibling.open = true;
    }
  });

  var cases = Array.prototype.slice.call(document.querySelectorAll("#echecs .case"));
  var kind = document.getElementById("filtre-genre");
  var severity = document.getElementById("filtre-gravite");
  var told = document.getElementById("nombre-montre");

  function shown() {
    return cases.filter(function (item) { return !item.hidden; });
  }
  function filter() {
    cases.forEach(function (item) {
      item.hidden = (kind.value !== "" && item.dataset.kind !== kind.value) ||
        (severity.value !== "" && item.dataset.severity !== severity.value);
    });
    var number = shown().length;
    told.textContent = number + "\u00a0cas affiché" + (number > 1 ? "s" : "") + " sur " + cases.length;
  }
  if (kind) {
    kind.addEventListener("change", filter);
    severity.addEventListener("change", filter);
    document.getElementById("tout-ouvrir").addEventListener("click", function () {
      shown().forEach(function (item) { item.open = true; });
    });
    document.getElementById("tout-fermer").addEventListener("click", function () {
      cases.forEach(function (item) { item.open = false; });
    });
    document.querySelector(".tools").hidden = false;
    filter();
  }

  // A link to a case opens it, even one that the filter had put away.
  function arrive() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.classList.contains("case")) {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
      target.querySelector("summary").focus({ preventScroll: true });
    }
  }
  window.addEventListener("hashchange", arrive);
  arrive();

  // On paper nothing can be opened, and charts have the width of the sheet.
  var closed = [];
  function resize(width) {
    charts.forEach(function (place) {
      if (window.Plotly && !place.hidden) { window.Plotly.relayout(place, { width: width, autosize: width === null }); }
    });
  }
  window.addEventListener("beforeprint", function () {
    closed = Array.prototype.filter.call(document.querySelectorAll("details"), function (item) { return !item.open; });
    closed.forEach(function (item) { item.open = true; });
    resize(640);
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (item) { item.open = false; });
    resize(null);
  });
})();
