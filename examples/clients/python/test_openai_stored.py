"""OpenAI's own client for Python, on stored responses."""

import openai
import pytest
from conftest import MODEL


def ask(client, content, **fields):
    return client.responses.create(**{"model": MODEL, "input": content, **fields})


@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_is_continued_by_the_id_of_its_last_response(client, stream):
    first = ask(client, "Capital of France?", instructions="Be brief.")
    again = {"input": "And of Italy?", "previous_response_id": first.id}
    if stream:
        with client.responses.stream(model=MODEL, **again) as events:
            events.until_done()
            second = events.get_final_response()
    else:
        second = client.responses.create(model=MODEL, **again)
    assert second.previous_response_id == first.id
    # the items by themselves make the same prompt; instructions are not carried over
    items = [{"role": "user", "content": "Capital of France?"}]
    items += [item.model_dump(exclude_none=True) for item in first.output]
    items += [{"role": "user", "content": "And of Italy?"}]
    by_items = ask(client, items, store=False)
    assert second.usage.input_tokens == by_items.usage.input_tokens > first.usage.input_tokens
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(by_items.id)


def test_a_response_is_read_listed_by_its_items_and_deleted(client):
    first = ask(client, "Capital of France?")
    second = ask(client, "And of Italy?", previous_response_id=first.id)
    read = client.responses.retrieve(second.id, include=["message.output_text.logprobs"])
    assert read == second
    items = client.responses.input_items.list(second.id, order="asc", limit=2)
    texts = [item.content[0].text for item in items]
    assert texts == ["Capital of France?", first.output_text, "And of Italy?"]
    with pytest.raises(openai.BadRequestError, match="Cannot cancel"):
        client.responses.cancel(second.id)
    client.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(first.id)
    with pytest.raises(openai.BadRequestError) as refused:
        ask(client, "Why?", previous_response_id=second.id)
    assert refused.value.code == "previous_response_not_found"
    assert refused.value.param == "previous_response_id"


def test_a_response_belongs_to_the_key_that_made_it(client, settings):
    response = ask(client, "hi")
    with openai.OpenAI(**{**settings, "api_key": "sk-70b-only"}) as other:
        for call in (other.responses.retrieve, other.responses.delete, other.responses.input_items.list):
            with pytest.raises(openai.NotFoundError):
                call(response.id)
    with openai.OpenAI(**{**settings, "api_key": "sk-wrong"}) as wrong:
        with pytest.raises(openai.AuthenticationError):
            wrong.responses.retrieve(response.id)
    assert client.responses.retrieve(response.id).id == response.id
