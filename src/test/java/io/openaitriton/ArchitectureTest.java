package io.openaitriton;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.MessageDigest;

/** Arrows between packages point inward: camel, translate, then openai, triton and template; camel also to tokenizer. */
@AnalyzeClasses(packages = "io.openaitriton", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String PROJECT = "io.openaitriton";
    private static final String JACKSON = "com.fasterxml.jackson..";

    @ArchTest
    static final ArchRule openaiIsTheWireAlone = only("openai", JACKSON);

    @ArchTest
    static final ArchRule aQueueKnowsNobody = only("queue");

    @ArchTest
    static final ArchRule aReplicaIsChosenByItself = only("replica");

    @ArchTest
    static final ArchRule aWatchKnowsNotWhatItLooksAt = only("watch", "org.slf4j..");

    @ArchTest
    static final ArchRule tritonIsTheWireAlone = only("triton", JACKSON);

    @ArchTest
    static final ArchRule templateIsPlainJava = only("template");

    @ArchTest
    static final ArchRule tokenizerCountsByItself = only("tokenizer", JACKSON, "com.knuddels.jtokkit..");

    @ArchTest
    static final ArchRule promptKnowsTheTemplatesAndTheRequest =
            only("prompt", JACKSON, PROJECT + ".openai..", PROJECT + ".template..", "org.slf4j..");

    @ArchTest
    static final ArchRule translateKnowsTheWiresThePromptsAndTheImages = only(
            "translate",
            JACKSON,
            PROJECT + ".openai..",
            PROJECT + ".triton..",
            PROJECT + ".prompt..",
            PROJECT + ".images..");

    @ArchTest
    static final ArchRule observersKnowWhatWasAskedAndAnswered = only(
            "observe",
            JACKSON,
            PROJECT + ".openai..",
            PROJECT + ".triton..",
            PROJECT + ".translate..",
            "org.slf4j..",
            "io.micrometer..",
            "io.opentelemetry..");

    @ArchTest
    static final ArchRule accessKnowsNeitherCamelNorHttp = only(
            "access",
            JACKSON,
            PROJECT + ".watch..",
            "org.slf4j..",
            "io.github.bucket4j..",
            "io.lettuce.core..",
            "reactor..");

    @ArchTest
    static final ArchRule stepsOfAccessKnowNoHttpServer = only(
            "camel.access",
            PROJECT + ".watch..",
            PROJECT + ".access..",
            PROJECT + ".observe..",
            PROJECT + ".openai..",
            PROJECT + ".translate..",
            "org.apache.camel..",
            "org.slf4j..");

    /** Hosts without keys, or without Redis, do without these jars. */
    @ArchTest
    static final ArchRule bucketsAreOfTheMetersAlone = noClasses()
            .that()
            .resideInAPackage(PROJECT + "..")
            .and()
            .haveNameNotMatching(".*[.]access[.](BucketMeter|LocalMeters|RedisMeters?)([$].*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.bucket4j..", "io.lettuce..");

    /** Comparing byte by byte until one differs tells by its time how many did not. */
    @ArchTest
    static final ArchRule hashesAreComparedInConstantTime = classes()
            .that()
            .haveSimpleName("KeyHash")
            .should()
            .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class);

    @ArchTest
    static final ArchRule healthKnowsNothingOfTheRoutes = only("camel.health", "org.apache.camel..", "org.slf4j..");

    @ArchTest
    static final ArchRule tlsKnowsNothingOfTheRoutes = only(
            "camel.tls", PROJECT + ".watch..", "javax.net.ssl..", "org.apache.camel..", "org.slf4j..", "io.vertx..");

    @ArchTest
    static final ArchRule imagesKnowNothingButHttp = only("images", "org.apache.hc..");

    @ArchTest
    static final ArchRule theSimulatorKnowsNothingOfTheGateway = only("simulator", JACKSON, "io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule liveRoutesKnowNothingOfWhatTheRoutesDo = only(
            "camel.live",
            PROJECT + ".watch..",
            "org.apache.camel..",
            "org.slf4j..",
            "io.vertx..",
            "org.snakeyaml..",
            "javax.xml.stream..");

    /** A host may have another HTTP server, and does without camel-main: what routes name as beans must load there. */
    @ArchTest
    static final ArchRule beansOfRoutesLoadInEveryHost = noClasses()
            .that()
            .resideInAPackage(PROJECT + ".camel")
            .and()
            .haveNameNotMatching(
                    ".*[.](ClientConnection|Cors|EncodedBody|GatewayHttpServer|GatewayVertx|HeadRequest|Heartbeat|Http2Connections|HttpEntry"
                            + "|HttpErrors|LingeringClose|MalformedRequest|Management|ObservedRequest|RequestDecoder|ResponseEnd|ResponseStream"
                            + "|Standalone|UnreadBody|VertxClient)([$].*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx..",
                    "io.netty..",
                    "org.apache.camel.main..",
                    "org.apache.camel.component.platform.http..");

    @ArchTest
    static final ArchRule nobodyKnowsTheMainClass = noClasses()
            .that()
            .resideOutsideOfPackage(PROJECT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PROJECT);

    private static ArchRule only(String name, String... others) {
        String[] allowed = new String[others.length + 2];
        allowed[0] = PROJECT + "." + name + "..";
        allowed[1] = "java..";
        System.arraycopy(others, 0, allowed, 2, others.length);
        return classes()
                .that()
                .resideInAPackage(allowed[0])
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }
}
