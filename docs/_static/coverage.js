// Hides the lines of the coverage tables that do not hold every word of the filter.
document.addEventListener("DOMContentLoaded", () => {
  const filter = document.getElementById("coverage-filter");
  if (!filter) return;
  const lines = [...document.querySelectorAll("table.coverage tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
  const show = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of lines) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    document.getElementById("coverage-count").textContent = words.length ? `${shown} of ${lines.length}` : "";
    for (const table of document.querySelectorAll("table.coverage")) {
      table.closest("section").hidden = !table.querySelector("tbody tr:not([hidden])");
    }
  };
  filter.addEventListener("input", show);
  filter.value = decodeURIComponent(location.hash.startsWith("#filter=") ? location.hash.slice(8) : "");
  show();
});
