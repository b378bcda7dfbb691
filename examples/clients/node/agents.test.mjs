// OpenAI's Agents SDK, on both of OpenAI's APIs.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  Agent,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  run,
  setTracingDisabled,
  tool,
} from "@openai/agents";
import OpenAI from "openai";
import * as z from "zod";
import { apiKey, baseURL, calls, forecastTool, model, question, scripted } from "./gateway.mjs";

// traces would go to OpenAI
setTracingDisabled(true);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 20_000 });

for (const Model of [OpenAIResponsesModel, OpenAIChatCompletionsModel]) {
  describe(Model.name, () => {
    const agent = (fields = {}) => new Agent({ name: "Helper", model: new Model(client, model), ...fields });

    for (const stream of [false, true]) {
      const how = stream ? "as a stream" : "whole";

      const finished = async (...request) => {
        const result = await run(...request, { stream });
        let text = "";
        if (stream) {
          for await (const part of result.toTextStream()) {
            text += part;
          }
          await result.completed;
          if (typeof result.finalOutput === "string") {
            assert.ok(text.endsWith(result.finalOutput));
          }
        }
        return result;
      };

      test(`an agent runs the tools that the model calls, ${how}`, async () => {
        const { called, run: execute, name, description } = forecastTool();
        const forecast = tool({ name, description, parameters: z.object({ city: z.string() }), strict: true, execute });
        await scripted(calls(["forecast", { city: "Paris" }], ["forecast", { city: "Oslo" }]), "Take an umbrella.");
        const result = await finished(agent({ instructions: "Be brief.", tools: [forecast] }), "What is the weather?");
        assert.equal(result.finalOutput, "Take an umbrella.");
        assert.deepEqual(called.sort(), ["Oslo", "Paris"]);
        const { usage } = result.state;
        assert.equal(usage.requests, 2);
        assert.ok(usage.inputTokens > 0);
        assert.equal(usage.totalTokens, usage.inputTokens + usage.outputTokens);
      });

      test(`an agent hands the conversation to another, ${how}`, async () => {
        const other = agent({ name: "Meteorologist", handoffDescription: "Knows the weather" });
        await scripted(calls(["transfer_to_Meteorologist", {}]), "Rain.");
        const result = await finished(agent({ handoffs: [other] }), "What is the weather?");
        assert.equal(result.finalOutput, "Rain.");
        assert.equal(result.lastAgent.name, "Meteorologist");
      });

      test(`the answer has the structure of a Zod schema, ${how}`, async () => {
        const outputType = z.object({ city: z.string(), population: z.int() });
        const result = await finished(agent({ outputType }), question);
        assert.deepEqual(result.finalOutput, { city: "simulated", population: 42 });
      });
    }

    test("a conversation goes on with its history", async () => {
      const first = await run(agent(), "first?");
      const second = await run(agent(), [...first.history, { role: "user", content: "second?" }]);
      assert.ok(second.finalOutput.includes("second?"));
    });
  });
}
