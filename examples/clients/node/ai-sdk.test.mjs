// Vercel's AI SDK, with its provider for OpenAI's chat API and the one for servers that are compatible with it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, isStepCount, jsonSchema, streamText, tool } from "ai";
import { apiKey, baseURL, calls, cancelled, endless, forecastTool, model, question, scripted } from "./gateway.mjs";

const openai = createOpenAI({ baseURL, apiKey });
const compatible = createOpenAICompatible({ name: "triton", baseURL, apiKey, includeUsage: true });

const providers = [
  { name: "@ai-sdk/openai", chat: openai.chat, completion: openai.completion },
  { name: "@ai-sdk/openai-compatible", chat: compatible.chatModel, completion: compatible.completionModel },
];

const settings = () => ({ maxRetries: 0, abortSignal: AbortSignal.timeout(20_000) });

for (const { name, chat, completion } of providers) {
  const ask = (prompt, fields = {}) => generateText({ model: chat(model), prompt, ...settings(), ...fields });
  const stream = (prompt, fields = {}) =>
    streamText({ model: chat(model), prompt, onError: () => {}, ...settings(), ...fields });

  describe(name, () => {
    test("an answer has text, usage and a finish reason", async () => {
      const answer = await ask(question);
      assert.ok(answer.text.includes(question));
      assert.equal(answer.finishReason, "stop");
      assert.ok(answer.usage.outputTokens > 5);
      assert.equal(answer.usage.totalTokens, answer.usage.inputTokens + answer.usage.outputTokens);
      assert.equal(answer.response.modelId, "Meta-Llama-3.1-8B-Instruct");
    });

    test("an answer that was cut says so", async () => {
      assert.equal((await ask(question, { maxOutputTokens: 2 })).finishReason, "length");
    });

    test("a stream adds up to the whole answer", async () => {
      const whole = await ask(question);
      const streamed = stream(question);
      const parts = [];
      for await (const part of streamed.textStream) {
        parts.push(part);
      }
      assert.ok(parts.length > 5);
      assert.equal(parts.join(""), whole.text);
      assert.equal(await streamed.finishReason, "stop");
      assert.equal((await streamed.usage).totalTokens, whole.usage.totalTokens);
    });

    test("a plain prompt is completed, whole and as a stream", async () => {
      const prompts = { model: completion(model), prompt: question, ...settings() };
      const whole = await generateText(prompts);
      assert.ok(whole.text.includes(question));
      const streamed = streamText(prompts);
      assert.equal(await streamed.text, whole.text);
      assert.equal(await streamed.finishReason, "stop");
    });

    test("errors have status, type, code and parameter", async () => {
      await assert.rejects(ask("hi", { temperature: 3 }), (e) => {
        const { type, param } = refusal(e, 400);
        assert.deepEqual([type, param], ["invalid_request_error", "temperature"]);
        return true;
      });
      await assert.rejects(ask("hi", { model: chat("gpt-4o") }), (e) => {
        assert.equal(refusal(e, 404).code, "model_not_found");
        return true;
      });
      await assert.rejects(ask("@@fail=at-once"), (e) => {
        const { type, code } = refusal(e, 502);
        assert.deepEqual([type, code], ["server_error", "triton_error"]);
        return true;
      });
    });

    test("a stream that cannot begin is an error", async () => {
      const errors = await errorsOf(stream("@@fail=at-once"));
      assert.equal(refusal(errors[0], 502).code, "triton_error");
    });

    test("a failure within a stream is an error", async () => {
      const errors = await errorsOf(stream("@@tokens=5 @@fail=midstream"));
      assert.match(JSON.stringify(errors[0]?.message ?? errors[0]), /Triton/);
    });

    test("tools are run and the model is asked again, whole and as a stream", async () => {
      for (const askWithTools of [ask, stream]) {
        const { called, run, description, parameters } = forecastTool();
        const forecast = tool({ description, inputSchema: jsonSchema(parameters), execute: run });
        await scripted(calls(["forecast", { city: "Paris" }], ["forecast", { city: "Oslo" }]), "Take an umbrella.");
        const answer = await askWithTools("What is the weather?", {
          tools: { forecast },
          stopWhen: isStepCount(3),
        });
        assert.equal(await answer.text, "Take an umbrella.");
        assert.deepEqual(called, ["Paris", "Oslo"]);
        const steps = await answer.steps;
        assert.deepEqual(
          steps.map(({ finishReason }) => finishReason),
          ["tool-calls", "stop"],
        );
        assert.deepEqual(
          steps[0].toolResults.map(({ output }) => output),
          ["rain in Paris", "rain in Oslo"],
        );
      }
    });

    test("the arguments of a call are streamed", async () => {
      const { description, parameters } = forecastTool();
      await scripted(calls(["forecast", { city: "a city with many words in its name" }]));
      const tools = { forecast: tool({ description, inputSchema: jsonSchema(parameters) }) };
      const parts = [];
      for await (const part of stream("What is the weather?", { tools }).fullStream) {
        parts.push(part);
      }
      const deltas = parts.filter(({ type }) => type === "tool-input-delta").map(({ delta }) => delta);
      assert.ok(deltas.length > 3, JSON.stringify(deltas));
      assert.deepEqual(JSON.parse(deltas.join("")), { city: "a city with many words in its name" });
      assert.equal(parts.filter(({ type }) => type === "tool-input-start").length, 1);
      assert.deepEqual(parts.find(({ type }) => type === "tool-call").input, JSON.parse(deltas.join("")));
      assert.ok(!parts.some(({ type }) => type === "text-delta" || type === "error"));
    });

    test("a stream that is aborted is cancelled on Triton", async () => {
      const before = await cancelled();
      const abort = new AbortController();
      const streamed = stream(endless, { abortSignal: abort.signal });
      for await (const part of streamed.fullStream) {
        if (part.type === "text-delta") {
          abort.abort();
        }
      }
      assert.equal(await cancelled(), before + 1);
    });
  });
}

/** The error object that the gateway sent with this status. */
function refusal(error, status) {
  assert.ok(APICallError.isInstance(error), String(error));
  assert.equal(error.statusCode, status);
  return error.data.error;
}

async function errorsOf(streamed) {
  const errors = [];
  try {
    for await (const part of streamed.fullStream) {
      if (part.type === "error") {
        errors.push(part.error);
      }
    }
  } catch (e) {
    errors.push(e);
  }
  return errors;
}
