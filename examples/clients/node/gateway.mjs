// Where the gateway is, and what reached Triton behind it; the build starts both.
import assert from "node:assert/strict";

export const baseURL = required("GATEWAY_URL");
export const apiKey = "none";
export const model = "llama-3-8b";
export const question = "What is the capital of France?";
export const models = ["Meta-Llama-3.1-70B-Instruct", "Meta-Llama-3.1-8B-Instruct"];

// a stream that lasts for minutes unless it is cancelled
export const endless = "@@tokens=1000 @@delay=500";

/** Waits until Triton works on nothing, and says how many streams were cancelled so far. */
export async function cancelled() {
  const response = await fetch(required("TRITON_WATCH_URL"));
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return Number(text);
}

function required(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: these tests are run by Maven`);
  return value;
}
