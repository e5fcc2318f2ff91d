// Lists albums as a guest, then signs in, makes an album, uploads a picture into it, likes an album, and clears up.
// node build/story.js http://127.0.0.1:8000 chen vitrine-demo picture.jpg
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./api.js";

type Problem = components["schemas"]["Problem"];

const [site, username, password, picture] = process.argv.slice(2);
if (!site || !username || !password || !picture) {
  console.error("usage: story.js SITE USERNAME PASSWORD PICTURE");
  process.exit(2);
}

/** What was answered; every refusal has the same shape. */
function good<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  if (answer.error) throw new Error(`${answer.error.detail} (${answer.error.code})`);
  return answer.data as T;
}

const api = createClient<paths>({ baseUrl: site, headers: { "Accept-Language": "en" } });

const albums = good(
  await api.GET("/api/v1/albums/", { params: { query: { page_size: 5, fields: ["title", "photo_count"] } } }),
);
for (const album of albums.results) console.log(`${album.id}  ${album.title}, ${album.photo_count} photos`);

const { access } = good(await api.POST("/api/v1/auth/token/", { body: { username, password } }));
const signedIn: Middleware = {
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${access}`);
  },
};
api.use(signedIn);

const made = good(
  await api.POST("/api/v1/albums/", {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: { title: "Made by a program", visibility: "private" },
  }),
);
console.log(`made album ${made.id}, ${made.state}`);

const photo = good(
  await api.POST("/api/v1/photos/", {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: { file: new File([new Uint8Array(await readFile(picture))], basename(picture)), album: made.id },
    bodySerializer(body) {
      const form = new FormData();
      for (const [name, value] of Object.entries(body)) {
        form.append(name, value instanceof Blob ? value : String(value));
      }
      return form;
    },
  }),
);
console.log(`sent photo ${photo.id}, ${photo.state}`);

const first = albums.results[0];
if (first) {
  const likes = good(await api.PUT("/api/v1/albums/{id}/like/", { params: { path: { id: first.id } } }));
  console.log(`like album ${first.id}: ${JSON.stringify(likes)}`);
}

good(await api.DELETE("/api/v1/albums/{id}/", { params: { path: { id: made.id }, query: { with_photos: true } } }));
console.log(`threw album ${made.id} away`);
