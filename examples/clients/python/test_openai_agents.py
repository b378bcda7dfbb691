"""OpenAI's Agents SDK for Python, on both of OpenAI's APIs."""

import asyncio

import agents
import openai
import pytest
from conftest import MODEL, QUESTION, THINKER, echo
from pydantic import BaseModel

# traces would go to OpenAI
agents.set_tracing_disabled(True)


class Capital(BaseModel):
    city: str
    population: int


@agents.function_tool
def forecast(city: str) -> str:
    """Tomorrow's weather in a city"""
    return f"rain in {city}"


@pytest.fixture(params=[agents.OpenAIResponsesModel, agents.OpenAIChatCompletionsModel])
def finished(request, settings):
    """Runs an agent to its end."""

    def finish(question, stream, model=MODEL, **fields):
        async def test():
            async with openai.AsyncOpenAI(**settings) as client:
                served = request.param(model=model, openai_client=client)
                # without the option it asks chats for no usage in streams
                counted = agents.ModelSettings(include_usage=True)
                agent = agents.Agent(name="Helper", model=served, model_settings=counted, **fields)
                if not stream:
                    return await agents.Runner.run(agent, question)
                result = agents.Runner.run_streamed(agent, question)
                assert [event async for event in result.stream_events()]
                return result

        return asyncio.run(asyncio.wait_for(test(), 60))

    return finish


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", [MODEL, THINKER])
def test_an_agent_runs_the_tools_that_the_model_calls(finished, stream, model):
    result = finished("What is the forecast for Paris?", stream, model=model, instructions="Be brief.", tools=[forecast])
    assert 'was told: "rain in Paris"' in result.final_output
    usage = result.context_wrapper.usage
    assert usage.requests == 2
    assert usage.output_tokens > 0
    assert usage.total_tokens == usage.input_tokens + usage.output_tokens


@pytest.mark.parametrize("stream", [False, True])
def test_the_answer_has_the_structure_of_a_pydantic_schema(finished, stream):
    result = finished(QUESTION, stream, output_type=Capital)
    assert result.final_output == Capital(city="simulated", population=42)


@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_goes_on_with_its_history(finished, stream):
    first = finished("first?", stream)
    second = finished([*first.to_input_list(), {"role": "user", "content": "second?"}], stream)
    assert second.final_output.startswith(echo("second?").partition(" with ")[0])
