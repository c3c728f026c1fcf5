import { html, LitElement, render } from "lit";

class App extends LitElement {
  override render() {
    return html`<h1>Resfri</h1>`;
  }
}
customElements.define("resfri-app", App);
void render;
