// Before anything is painted: the theme that was chosen here, where one was.
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem("martlet.theme"); } catch { /* Storage is off: as the system has it. */ }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
