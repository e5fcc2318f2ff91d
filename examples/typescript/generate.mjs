// Writes api.ts, the types of the API, out of its description: node generate.mjs [openapi.yaml]
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const BLOB = ts.factory.createTypeReferenceNode("Blob");

const types = await openapiTS(pathToFileURL(resolve(process.argv[2] ?? "../../docs/openapi.yaml")), {
  defaultNonNullable: false, // what has a default may be left out of a request
  // A file in a form is bytes; what the tool makes of it by itself is a string.
  transform: (schema) => (schema.format === "binary" ? BLOB : undefined),
});
await writeFile("api.ts", astToString(types));
