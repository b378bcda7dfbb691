// OpenAI's own client and LangChain get embeddings. By itself the first asks for base64.
import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenAIEmbeddings } from "@langchain/openai";
import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { apiKey, baseURL } from "./gateway.mjs";

const model = "Qwen3-Embedding-0.6B";
const texts = ["the cat sat on the mat", "the cat lay on the mat", "interest rates rose sharply"];
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 20_000 });

const cosine = (one, other) => {
  const product = (a, b) => a.reduce((sum, number, i) => sum + number * b[i], 0);
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
};

const assertNear = (vectors) => {
  assert.equal(vectors.length, 3);
  assert.ok(cosine(vectors[0], vectors[1]) > 0.7);
  assert.ok(cosine(vectors[0], vectors[2]) < 0.3);
};

test("texts that share words are near", async () => {
  const answer = await client.embeddings.create({ model, input: texts });
  assertNear(answer.data.map((one) => one.embedding));
  assert.equal(answer.usage.prompt_tokens, answer.usage.total_tokens);
  assert.equal(answer.model, model);
});

test("both encodings are the same", async () => {
  const encoded = await client.embeddings.create({ model, input: "one two" });
  const numbers = await client.embeddings.create({ model, input: "one two", encoding_format: "float" });
  const [one, other] = [encoded.data[0].embedding, numbers.data[0].embedding];
  assert.equal(one.length, other.length);
  one.forEach((number, i) => assert.ok(Math.abs(number - other[i]) < 1e-7));
});

test("what is wrong is refused by name", async () => {
  await assert.rejects(client.embeddings.create({ model, input: ["a", ""] }), (error) => {
    assert.ok(error instanceof BadRequestError);
    assert.equal(error.param, "input[1]");
    return true;
  });
  await assert.rejects(client.embeddings.create({ model: "other", input: "a" }), NotFoundError);
});

test("LangChain gets the vectors of documents and of a query", async () => {
  const embeddings = new OpenAIEmbeddings({ model, apiKey, configuration: { baseURL }, maxRetries: 0 });
  assertNear(await embeddings.embedDocuments(texts));
  assert.equal((await embeddings.embedQuery("one")).length, 384);
});
