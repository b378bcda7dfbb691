package io.openaitriton.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.openaitriton.api.chat.ChatCompletionRequest;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/** Packages have fixed dependencies, which point inward; {@code docs/decisions/0001-packages.md} has the picture. */
@AnalyzeClasses(packages = "io.openaitriton", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String PROJECT = "io.openaitriton";
    private static final String SIMULATOR = PROJECT + ".simulator";
    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String LOG = "org.slf4j..";
    private static final String CAMEL = "org.apache.camel..";
    private static final String HTTP_CLIENT = "org.apache.hc..";

    @ArchTest
    static final ArchRule noPackagesDependOnEachOtherInACircle =
            slices().matching(PROJECT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theMiddleKnowsNeitherApisNorTriton =
            only("generation", JACKSON, in("images"), in("response"));

    @ArchTest
    static final ArchRule anApiKnowsTheMiddle = only("api", JACKSON, in("generation"), in("images"), in("text"));

    @ArchTest
    static final ArchRule tritonIsTheWireAndItsDialects =
            only("triton", JACKSON, in("generation"), in("images"), in("response"), in("text"));

    @ArchTest
    static final ArchRule tensorsAreTheWireAlone = only("triton.tensor", JACKSON, in("triton"));

    @ArchTest
    static final ArchRule anEncoderKnowsTritonsWireAlone = only("encoder", JACKSON, in("triton"));

    @ArchTest
    static final ArchRule theWireKnowsNoDialect = noClasses()
            .that()
            .resideInAPackage(PROJECT + ".triton")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROJECT + ".triton.dialect", in("generation"));

    @ArchTest
    static final ArchRule outputIsEventsOfTritonsAnswer =
            only("output", in("generation"), in("triton"), in("response"));

    /** Each API has its own records; the others need not change with those of chats. */
    @ArchTest
    static final ArchRule chatsAreKnownToApisAndToPrompts = noClasses()
            .that()
            .resideOutsideOfPackages(in("api"), in("prompt"), in("cli"), in("camel"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(in("api.chat"));

    /** The other APIs build a {@code ChatRequest}; {@code camel} takes a chat's body from a route. */
    @ArchTest
    static final ArchRule theBodyOfChatsIsReadByChatsAndTemplates = noClasses()
            .that()
            .resideOutsideOfPackages(in("api.chat"), in("prompt"), in("camel"))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ChatCompletionRequest.class);

    @ArchTest
    static final ArchRule aQueueKnowsNobody = only("queue");

    @ArchTest
    static final ArchRule aReplicaIsChosenByItself = only("replica");

    @ArchTest
    static final ArchRule threadsKnowNobody = only("threads", "org.slf4j..", "io.opentelemetry.context..");

    @ArchTest
    static final ArchRule aWatchKnowsNotWhatItLooksAt = only("watch", LOG);

    @ArchTest
    static final ArchRule templateIsPlainJava = only("template", in("text"));

    @ArchTest
    static final ArchRule textsKnowNobody = only("text");

    /** {@code docs/decisions/0033-template-engine.md} says what each is. */
    @ArchTest
    static final ArchRule theTemplateEngineIsMadeOfLayers = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(in("template"))
            .layer("engine")
            .definedBy(PROJECT + ".template")
            .layer("error")
            .definedBy(in("template.error"))
            .layer("text")
            .definedBy(in("template.text"))
            .layer("runtime")
            .definedBy(in("template.runtime"))
            .layer("value")
            .definedBy(in("template.value"))
            .layer("format")
            .definedBy(in("template.format"))
            .layer("operator")
            .definedBy(in("template.operator"))
            .layer("call")
            .definedBy(in("template.call"))
            .layer("method")
            .definedBy(in("template.method"))
            .layer("node")
            .definedBy(in("template.node"))
            .layer("builtin")
            .definedBy(in("template.builtin"))
            .layer("syntax")
            .definedBy(in("template.syntax"))
            .whereLayer("error")
            .mayNotAccessAnyLayer()
            .whereLayer("text")
            .mayOnlyAccessLayers("error")
            .whereLayer("runtime")
            .mayOnlyAccessLayers("error")
            .whereLayer("value")
            .mayOnlyAccessLayers("error", "text", "runtime")
            .whereLayer("format")
            .mayOnlyAccessLayers("error", "text", "runtime", "value")
            .whereLayer("operator")
            .mayOnlyAccessLayers("error", "runtime", "value", "format")
            .whereLayer("call")
            .mayOnlyAccessLayers("error", "runtime", "value")
            .whereLayer("method")
            .mayOnlyAccessLayers("error", "text", "runtime", "value", "format", "call")
            .whereLayer("node")
            .mayOnlyAccessLayers("error", "runtime", "value", "format", "operator", "call", "method")
            .whereLayer("builtin")
            .mayOnlyAccessLayers("error", "text", "runtime", "value", "format", "operator", "call", "method")
            .whereLayer("syntax")
            .mayOnlyAccessLayers("error", "text", "runtime", "value", "operator", "call", "method", "node")
            .whereLayer("engine")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule noClassesOfTheTemplateEngineDependOnEachOtherInACircle = slices().assignedFrom(
                    new SliceAssignment() {
                        @Override
                        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                            String name = javaClass.getName().replaceFirst("[$].*", "");
                            return name.startsWith(PROJECT + ".template.")
                                    ? SliceIdentifier.of(name)
                                    : SliceIdentifier.ignore();
                        }

                        @Override
                        public String getDescription() {
                            return "classes of the template engine";
                        }
                    })
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule othersUseTheFaceOfTheTemplateEngine = noClasses()
            .that()
            .resideOutsideOfPackage(in("template"))
            .should()
            .dependOnClassesThat(resideInAPackage(in("template"))
                    .and(resideOutsideOfPackages(PROJECT + ".template", in("template.error"))));

    @ArchTest
    static final ArchRule whatModelsWriteIsReadByItself = only("response", JACKSON);

    @ArchTest
    static final ArchRule tokenizerCountsByItself = only("tokenizer", JACKSON);

    @ArchTest
    static final ArchRule imagesKnowNothingButHttp = only("images", HTTP_CLIENT);

    /** If a template ignores earlier calls, the prompt has them in the model's own format, which {@code response} knows. */
    @ArchTest
    static final ArchRule promptKnowsTheTemplatesTheRequestAndWhatModelsWrite =
            only("prompt", JACKSON, LOG, in("api"), in("generation"), in("template"), in("response"), in("text"));

    @ArchTest
    static final ArchRule observersKnowWhatWasAskedAndAnswered =
            only("observe", JACKSON, LOG, "io.micrometer..", "io.opentelemetry..", in("generation"), in("triton"));

    @ArchTest
    static final ArchRule accessKnowsNeitherCamelNorHttp =
            only("access", JACKSON, LOG, "io.github.bucket4j..", "io.lettuce.core..", "reactor..", in("watch"));

    @ArchTest
    static final ArchRule aStoreKnowsNotWhatItKeeps =
            only("store", LOG, "com.github.benmanes.caffeine..", "io.lettuce.core..", "reactor..", in("watch"));

    @ArchTest
    static final ArchRule batchesKnowNeitherCamelNorHttp =
            only("batch", JACKSON, LOG, in("api"), in("generation"), in("observe"));

    /** Tests against the simulator need only Vert.x and Jackson. */
    @ArchTest
    static final ArchRule theSimulatorKnowsNothingOfTheGateway = only("simulator", JACKSON, "io.vertx..");

    @ArchTest
    static final ArchRule theSimulatorsCoreKnowsNoModel = only("simulator.core", JACKSON);

    @ArchTest
    static final ArchRule whatSimulatedModelsShareKnowsNoBackend =
            only("simulator.model", JACKSON, in("simulator.core"), in("simulator.tools"));

    @ArchTest
    static final ArchRule whatPlaysToolsKnowsThePromptAlone = only("simulator.tools", JACKSON, in("simulator.core"));

    @ArchTest
    static final ArchRule theSimulatorsHttpServerKnowsNoBackend =
            only("simulator.http", "io.vertx..", in("simulator.core"), in("simulator.model"), in("simulator.engine"));

    @ArchTest
    static final ArchRule aSimulatedEngineKnowsNobody = only("simulator.engine");

    @ArchTest
    static final ArchRule simulatedBackendsKnowNothingOfHttp = noClasses()
            .that()
            .resideInAPackage(SIMULATOR + ".*..")
            .and()
            .resideOutsideOfPackage(in("simulator.http"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SIMULATOR, in("simulator.http"), "io.vertx..");

    @ArchTest
    static final ArchRule aSimulatedBackendKnowsNoOther =
            slices().assignedFrom(simulatedBackends()).should().notDependOnEachOther();

    @ArchTest
    static final ArchRule theSimulatedExecutorKnowsNobody = only("simulator.executor");

    @ArchTest
    static final ArchRule theSimulatedExecutorIsOfTensorRtLlm = noClasses()
            .that()
            .resideOutsideOfPackages(in("simulator.executor"), in("simulator.tensorrtllm"), in("simulator.llmapi"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(in("simulator.executor"));

    /** The packages below {@code simulator} are internal. */
    @ArchTest
    static final ArchRule theSimulatorIsUsedByItsPublicFaceAlone = noClasses()
            .that()
            .resideOutsideOfPackage(in("simulator"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SIMULATOR + ".*..");

    @ArchTest
    static final ArchRule liveRoutesKnowNothingOfWhatTheRoutesDo =
            only("live", CAMEL, LOG, "io.vertx..", "org.snakeyaml..", "javax.xml.stream..", in("watch"));

    @ArchTest
    static final ArchRule anExchangeIsKnownByItsPropertiesAndItsObservation =
            only("exchange", CAMEL, LOG, in("observe"), in("access"));

    @ArchTest
    static final ArchRule aCallKnowsNotWhatBecomesOfItsAnswer = only(
            "call",
            CAMEL,
            LOG,
            JACKSON,
            HTTP_CLIENT,
            in("exchange"),
            in("observe"),
            in("api"),
            in("generation"),
            in("text"),
            in("triton"));

    @ArchTest
    static final ArchRule anAnswerKnowsTheCallItComesFrom = only(
            "answer",
            CAMEL,
            LOG,
            in("call"),
            in("exchange"),
            in("observe"),
            in("api"),
            in("generation"),
            in("output"),
            in("triton"));

    @ArchTest
    static final ArchRule aLookupKnowsNoGeneration = only(
            "lookup",
            CAMEL,
            LOG,
            JACKSON,
            in("api"),
            in("call"),
            in("exchange"),
            in("health"),
            in("triton"),
            in("watch"));

    @ArchTest
    static final ArchRule admissionKnowsTheCallItLetsGoOn = only(
            "admission",
            CAMEL,
            LOG,
            in("access"),
            in("watch"),
            in("call"),
            in("exchange"),
            in("observe"),
            in("generation"),
            in("queue"));

    @ArchTest
    static final ArchRule aModelKnowsNotTheStepsOfItsRoute = only(
            "model",
            CAMEL,
            LOG,
            in("admission"),
            in("answer"),
            in("api"),
            in("call"),
            in("generation"),
            in("images"),
            in("lookup"),
            in("observe"),
            in("prompt"),
            in("queue"),
            in("response"),
            in("template"),
            in("tokenizer"),
            in("triton"));

    @ArchTest
    static final ArchRule encodingIsTheCallsOfOneRequest = only(
            "encoding",
            CAMEL,
            JACKSON,
            in("api"),
            in("call"),
            in("encoder"),
            in("exchange"),
            in("observe"),
            in("generation"),
            in("lookup"),
            in("model"),
            in("tokenizer"),
            in("triton"));

    @ArchTest
    static final ArchRule failoverKnowsNoLoadBalancer = only(
            "failover",
            CAMEL,
            in("answer"),
            in("api"),
            in("call"),
            in("exchange"),
            in("generation"),
            in("model"),
            in("observe"),
            in("replica"),
            in("triton"));

    @ArchTest
    static final ArchRule anArchiveKnowsItsClientAndItsStore = only(
            "archive", CAMEL, LOG, in("access"), in("api"), in("call"), in("exchange"), in("generation"), in("store"));

    @ArchTest
    static final ArchRule healthKnowsNothingOfTheRoutes =
            only("health", CAMEL, LOG, "io.micrometer..", in("queue"), in("replica"));

    /** It reads data of other packages, and only the main class knows it. */
    @ArchTest
    static final ArchRule thePageShowsWhatOthersKnow = only(
            "page",
            CAMEL,
            LOG,
            in("camel"),
            in("model"),
            in("lookup"),
            in("exchange"),
            in("observe"),
            in("access"),
            in("health"),
            in("replica"),
            in("generation"));

    @ArchTest
    static final ArchRule certificatesKnowNothingOfRequests =
            only("server.tls", CAMEL, LOG, "io.vertx..", "javax.net.ssl..", in("watch"));

    @ArchTest
    static final ArchRule theServerKnowsNoModel = noClasses()
            .that()
            .resideInAPackage(in("server"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    in("camel"),
                    in("model"),
                    in("standalone"),
                    in("live"),
                    in("prompt"),
                    in("template"),
                    in("simulator"));

    /** A host may have another HTTP server and no camel-main: the beans of routes must load there. */
    @ArchTest
    static final ArchRule beansOfRoutesLoadInEveryHost = noClasses()
            .that()
            .resideInAnyPackage(
                    in("camel"),
                    in("model"),
                    in("encoding"),
                    in("failover"),
                    in("archive"),
                    in("page"),
                    in("answer"),
                    in("call"),
                    in("lookup"),
                    in("admission"),
                    in("exchange"),
                    in("threads"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx..",
                    "io.netty..",
                    "org.apache.camel.main..",
                    "org.apache.camel.component.platform.http..",
                    in("standalone"),
                    in("live"),
                    in("simulator"));

    /** Hosts without traces need no such jars. {@code threads} looks for them first. */
    @ArchTest
    static final ArchRule onlyTracesNeedOpenTelemetry =
            onlyIn(List.of(in("observe.trace"), in("standalone.trace"), in("threads")), "io.opentelemetry..");

    @ArchTest
    static final ArchRule onlyAStandaloneGatewayConfiguresTraces = noClasses()
            .that()
            .resideOutsideOfPackages(in("standalone"), in("observe.trace"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(in("observe.trace"), in("standalone.trace"));

    /** Hosts without API keys need no such jar. */
    @ArchTest
    static final ArchRule onlyRateLimitsNeedBucket4j =
            onlyIn(List.of(in("access.bucket"), in("access.redis")), "io.github.bucket4j..");

    /** Hosts without Redis need no such jars. */
    @ArchTest
    static final ArchRule onlyWhatIsKeptInRedisNeedsLettuce = onlyIn(
            List.of(in("access.redis"), in("store.redis")), "io.lettuce..", "reactor..", "io.github.bucket4j.redis..");

    /** The time of comparing byte by byte reveals how many bytes are equal. */
    @ArchTest
    static final ArchRule hashesOfKeysAreComparedInConstantTime = classes()
            .that()
            .resideInAPackage(in("access"))
            .and(holdBytes())
            .should(beComparedWith(MessageDigest.class, "isEqual"));

    @ArchTest
    static final ArchRule bytesOfKeysAreNotComparedByArrays = noClasses()
            .that()
            .resideInAPackage(in("access"))
            .should()
            .callMethodWhere(target(owner(type(Arrays.class))).and(target(nameMatching("equals|compare.*|mismatch"))));

    @ArchTest
    static final ArchRule onlyCommandsKnowTheMainClass = noClasses()
            .that()
            .resideOutsideOfPackages(PROJECT, in("cli"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PROJECT);

    private static DescribedPredicate<JavaClass> holdBytes() {
        return DescribedPredicate.describe(
                "hold bytes",
                type -> type.getFields().stream()
                        .anyMatch(field -> field.getRawType().isEquivalentTo(byte[].class)));
    }

    private static ArchCondition<JavaClass> beComparedWith(Class<?> owner, String method) {
        return new ArchCondition<>("be compared with " + owner.getSimpleName() + "." + method) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean compares = type.tryGetMethod("equals", Object.class).stream()
                        .flatMap(equals -> equals.getMethodCallsFromSelf().stream())
                        .anyMatch(call -> call.getTarget().getOwner().isEquivalentTo(owner)
                                && call.getTarget().getName().equals(method));
                events.add(new SimpleConditionEvent(
                        type, compares, type.getName() + (compares ? " calls " : " does not call ") + method));
            }
        };
    }

    /** Every package of the simulator that is not shared. */
    private static SliceAssignment simulatedBackends() {
        DescribedPredicate<JavaClass> backend = resideInAPackage(SIMULATOR + ".*..")
                .and(resideOutsideOfPackages(
                        in("simulator.core"),
                        in("simulator.engine"),
                        in("simulator.executor"),
                        in("simulator.http"),
                        in("simulator.model"),
                        in("simulator.tools")));
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return backend.test(type) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "backends of the simulator";
            }
        };
    }

    private static String in(String name) {
        return PROJECT + "." + name + "..";
    }

    /** Nothing outside these packages uses these libraries. */
    private static ArchRule onlyIn(List<String> packages, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }

    private static ArchRule only(String name, String... others) {
        String[] allowed = new String[others.length + 2];
        allowed[0] = in(name);
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
