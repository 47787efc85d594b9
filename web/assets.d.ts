declare module "*.ftl" {
  const text: string;
  export default text;
}
declare module "htmx.org/dist/htmx.esm.js" {
  const htmx: { process(element: Element): void };
  export default htmx;
}
declare module "*.css";
