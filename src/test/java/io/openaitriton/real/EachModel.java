package io.openaitriton.real;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A test that runs for several models, with whole and with streamed answers. Its parameters are the model and whether it streams. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}, streamed: {1}")
@ArgumentsSource(EachModel.WholeAndStreamed.class)
@interface EachModel {
    /** The models; by default one for each way in which Triton is called. */
    String[] value() default {"vllm", "ensemble", "tensorrt_llm_bls", "tensorrt_llm", "generic"};

    /** Each model twice. */
    final class WholeAndStreamed implements ArgumentsProvider, AnnotationConsumer<EachModel> {
        private String[] models;

        @Override
        public void accept(EachModel test) {
            models = test.value();
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return Arrays.stream(models)
                    .flatMap(model -> Stream.of(Arguments.of(model, false), Arguments.of(model, true)));
        }
    }
}
