import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The command {@code camel}: JBang's script of this name does the same. */
class Camel {
    public static void main(String[] arguments) {
        CamelJBangMain.run(arguments);
    }
}
