"""OpenAI's own client for Python stores files and makes batches."""

import json

import openai
import pytest
from conftest import MODEL, echo, eventually, user

ENDS = {"completed", "failed", "expired", "cancelled"}


def line(custom_id, url="/v1/chat/completions", **body):
    body = body or {"messages": user(f"question {custom_id}?")}
    return json.dumps({"custom_id": custom_id, "method": "POST", "url": url, "body": {"model": MODEL, **body}})


def upload(client, *lines):
    return client.files.create(file=("input.jsonl", "\n".join(lines).encode()), purpose="batch")


def begin(client, *lines, endpoint="/v1/chat/completions"):
    file = upload(client, *lines)
    return client.batches.create(
        input_file_id=file.id, endpoint=endpoint, completion_window="24h", metadata={"run": "7"}
    )


def end(client, batch):
    def ended():
        now = client.batches.retrieve(batch.id)
        return now if now.status in ENDS else None

    return eventually(ended)


def results(client, file_id):
    return [json.loads(text) for text in client.files.content(file_id).text.splitlines()]


def test_a_file_is_stored_listed_read_and_deleted(client):
    file = upload(client, line("a"))
    assert (file.object, file.purpose, file.filename, file.status) == ("file", "batch", "input.jsonl", "processed")
    assert client.files.retrieve(file.id) == file
    assert file.id in [listed.id for listed in client.files.list(purpose="batch", limit=2)]
    assert client.files.content(file.id).text == line("a")
    assert client.files.delete(file.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(file.id)


def test_a_batch_goes_from_its_file_to_its_results(client):
    batch = begin(client, line("a"), line("b"), line("c", messages=[]))
    assert (batch.object, batch.status, batch.metadata) == ("batch", "validating", {"run": "7"})
    batch = end(client, batch)
    assert batch.status == "completed"
    assert (batch.request_counts.total, batch.request_counts.completed, batch.request_counts.failed) == (3, 2, 1)
    answers = {answer["custom_id"]: answer["response"] for answer in results(client, batch.output_file_id)}
    assert set(answers) == {"a", "b"}
    assert answers["a"]["body"]["choices"][0]["message"]["content"] == echo("question a?")
    [error] = results(client, batch.error_file_id)
    assert (error["custom_id"], error["response"]["status_code"]) == ("c", 400)
    assert batch.id in [listed.id for listed in client.batches.list(limit=1)]


@pytest.mark.parametrize(
    ("endpoint", "body", "kind"),
    [
        ("/v1/completions", {"prompt": "hi"}, "text_completion"),
        ("/v1/responses", {"input": "hi"}, "response"),
    ],
)
def test_other_endpoints_answer_in_their_own_shapes(client, endpoint, body, kind):
    batch = end(client, begin(client, line("a", endpoint, **body), endpoint=endpoint))
    [answer] = results(client, batch.output_file_id)
    assert answer["response"]["body"]["object"] == kind


def test_mistakes_are_told_by_line(client):
    batch = end(client, begin(client, line("a"), line("a")))
    assert batch.status == "failed"
    [error] = batch.errors.data
    assert (error.code, error.line, error.param) == ("duplicate_custom_id", 2, "custom_id")


def test_a_batch_is_cancelled(client):
    batch = begin(client, *[line(f"c{i}", messages=user("@@tokens=3 @@delay=300")) for i in range(60)])
    assert client.batches.cancel(batch.id).status in {"cancelling", "cancelled"}
    batch = end(client, batch)
    assert batch.status == "cancelled"
    assert {error["error"]["code"] for error in results(client, batch.error_file_id)} == {"batch_cancelled"}


def test_files_and_batches_belong_to_a_key(client, settings):
    file = upload(client, line("a"))
    with openai.OpenAI(**{**settings, "api_key": "sk-70b-only"}) as other:
        with pytest.raises(openai.NotFoundError):
            other.files.retrieve(file.id)
        with pytest.raises(openai.NotFoundError):
            begin_with(other, file.id)


def begin_with(client, file_id):
    return client.batches.create(input_file_id=file_id, endpoint="/v1/chat/completions", completion_window="24h")
