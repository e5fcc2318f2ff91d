// Starts Swagger UI or ReDoc, whichever the page holds.
"use strict";

(() => {
  // ReDoc shows its maker's logo from another server, which the page's policy refuses: not asked for, no error.
  function keepOut(server) {
    const image = HTMLImageElement.prototype;
    const { setAttribute } = image;
    const src = Object.getOwnPropertyDescriptor(image, "src");
    const isRefused = (address) => String(address).startsWith(server);
    image.setAttribute = function (name, value) {
      if (name !== "src" || !isRefused(value)) setAttribute.call(this, name, value);
    };
    Object.defineProperty(image, "src", {
      ...src,
      set(value) {
        if (!isRefused(value)) src.set.call(this, value);
      },
    });
  }

  const swagger = document.getElementById("swagger-ui");
  const redoc = document.getElementById("redoc");

  if (swagger) {
    window.SwaggerUIBundle({
      url: swagger.dataset.schema,
      domNode: swagger,
      deepLinking: true,
      docExpansion: "none",
      filter: true,
      validatorUrl: null,
    });
  }
  if (redoc) {
    keepOut("https://cdn.redoc.ly/");
    window.Redoc.init(redoc.dataset.schema, { hideDownloadButton: false, nativeScrollbars: true }, redoc);
  }
})();
