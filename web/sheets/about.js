import { html } from "lit-html";

/** What this is. */
export const about = () => html`
  <section class="about">
    <h3>About</h3>
    <p>Sightline shows which pixels an image classifier used. Everything is computed on your own device: no picture and no model is uploaded.</p>
    <p>A heatmap shows where evidence was found, not why. It can be right for the wrong reason, and it can look convincing while the model errs.</p>
  </section>
`;
