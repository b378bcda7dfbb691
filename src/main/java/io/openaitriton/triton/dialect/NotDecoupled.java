package io.openaitriton.triton.dialect;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.Generation;
import io.openaitriton.images.Image;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.enforce.AnswerForm;
import io.openaitriton.triton.enforce.Grammars;
import java.util.List;

/**
 * A model that is not decoupled in its configuration, and so gives one answer to a request. LLM backends refuse to stream then.
 */
record NotDecoupled(Dialect dialect) implements Dialect {
    @Override
    public boolean streams() {
        return false;
    }

    /** No: an answer in one piece is complete. */
    @Override
    public boolean givesFinishReasons() {
        return false;
    }

    @Override
    public String id() {
        return dialect.id();
    }

    @Override
    public boolean cumulative() {
        return dialect.cumulative();
    }

    @Override
    public boolean reportsLoad() {
        return dialect.reportsLoad();
    }

    @Override
    public boolean echoes() {
        return dialect.echoes();
    }

    @Override
    public Grammars grammars() {
        return dialect.grammars();
    }

    @Override
    public void check(Generation generation) {
        dialect.check(generation);
    }

    @Override
    public GenerateRequest toGenerate(Generation generation, AnswerForm form) {
        return dialect.toGenerate(generation, form);
    }

    @Override
    public int mostTokens() {
        return dialect.mostTokens();
    }

    @Override
    public boolean takesImages() {
        return dialect.takesImages();
    }

    @Override
    public void addImages(GenerateRequest generate, List<Image> images) {
        dialect.addImages(generate, images);
    }

    @Override
    public List<String> stopsOfGateway(Generation generation) {
        return dialect.stopsOfGateway(generation);
    }

    @Override
    public GenerateAnswer read(byte[] json, int offset, int length) {
        return dialect.read(json, offset, length);
    }

    @Override
    public FinishReason inferFinishReason(Long tokens, int maxTokens) {
        return dialect.inferFinishReason(tokens, maxTokens);
    }
}
