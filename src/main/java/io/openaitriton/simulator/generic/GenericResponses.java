package io.openaitriton.simulator.generic;

import io.openaitriton.simulator.core.ResponseJson;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.OneAnswer;

/**
 * Responses of a plain Python model, which tell nothing but the text.
 *
 * @param output key of the text; outputs stands for {@code outputs[0].data[0]}
 */
record GenericResponses(ModelRequest request, Answer answer, String output) implements OneAnswer {

    @Override
    public String json(int index) {
        String echoed = index == 0 ? request.echoed() : "";
        String text = ResponseJson.quote(echoed + answer.text(request.stream() ? index : 0, due(index) + 1));
        ResponseJson json = new ResponseJson().id(request.inputs().id()).model(request.model());
        if (output.equals("outputs")) {
            text = "[{\"name\":\"text_output\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[" + text + "]}]";
        }
        return json.put(output, text).end();
    }
}
