// Starts the compiled page. A file of its own, because the content policy forbids scripts inside the HTML.
import start from "./lagoon-ui.js";
start().catch((problem) => {
  document.getElementById("main").textContent = `Lagoon could not start. Close the window and open it again. (${problem})`;
});
