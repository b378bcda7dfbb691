package io.openaitriton.template.syntax;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Access;
import io.openaitriton.template.node.Control;
import io.openaitriton.template.node.Node;
import io.openaitriton.template.node.Target;
import io.openaitriton.template.runtime.Binding;
import io.openaitriton.template.runtime.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names that one block of a template reads and sets: jinja2.idtracking.Symbols. */
final class Symbols {

    /** A slot in the scope of a function. */
    record Ref(FunctionSlots function, int slot) {}

    private final Symbols parent;
    private final FunctionSlots function;
    /** Slots by name, shared by the branches of an if, so that all mean the same slot. */
    private final Map<String, Ref> slots;

    private final Map<String, Ref> refs = new HashMap<>();
    private final Map<Ref, Frame.Load> loads = new LinkedHashMap<>();
    private final Set<String> stores = new HashSet<>();

    Symbols(Symbols parent, FunctionSlots function) {
        this.parent = parent;
        this.function = function;
        this.slots = new HashMap<>();
    }

    private Symbols(Symbols original) {
        parent = original.parent;
        function = original.function;
        slots = original.slots;
        function.walker.pay(original.refs.size());
        refs.putAll(original.refs);
        loads.putAll(original.loads);
        stores.addAll(original.stores);
    }

    FunctionSlots function() {
        return function;
    }

    List<Frame.Load> loads() {
        List<Frame.Load> found = new ArrayList<>(loads.values());
        found.removeIf(load -> load == null);
        return found;
    }

    void bind(String name, Binding binding, Position at) {
        Ref ref = find(name);
        if (ref == null) {
            throw TemplateException.syntax("The name '" + name + "' cannot be used here", at);
        }
        binding.settle(function.depth - ref.function().depth, ref.slot());
    }

    private Ref find(String name) {
        for (Symbols symbols = this; symbols != null; symbols = symbols.parent) {
            function.walker.pay(1);
            Ref ref = symbols.refs.get(name);
            if (ref != null) {
                return ref;
            }
        }
        return null;
    }

    private Ref define(String name) {
        Ref ref = slots.computeIfAbsent(name, n -> new Ref(function, function.add()));
        refs.put(name, ref);
        return ref;
    }

    /** A name that is given its value from outside. */
    Ref parameter(String name) {
        stores.add(name);
        Ref ref = define(name);
        loads.put(ref, null);
        return ref;
    }

    /** Names that a loop, a macro or a with block gives values to. */
    void declare(Node target) {
        if (target instanceof Target.Variable variable) {
            parameter(variable.name());
        } else {
            target.children(this::declare);
        }
    }

    private void store(String name) {
        stores.add(name);
        if (!refs.containsKey(name)) {
            Ref outer = parent == null ? null : parent.find(name);
            Ref ref = define(name);
            loads.put(ref, outer == null ? new Frame.Load.Empty(ref.slot()) : alias(ref, outer));
        }
    }

    private Frame.Load alias(Ref ref, Ref outer) {
        return new Frame.Load.Alias(ref.slot(), function.depth - outer.function().depth, outer.slot());
    }

    private void load(String name) {
        if (find(name) == null) {
            Ref ref = define(name);
            loads.put(ref, new Frame.Load.Resolve(ref.slot(), name));
        }
    }

    /** Notes what a node reads and sets in this block; blocks within have symbols of their own. */
    void visit(Node node) {
        if (node instanceof Access.Name name) {
            load(name.name());
        } else if (node instanceof Target.Variable variable) {
            store(variable.name());
        } else if (node instanceof Control.If branches) {
            visitBranches(branches);
        } else {
            node.children(this::visit);
        }
    }

    private void visitBranches(Control.If node) {
        // the tests of elif belong to the branches in Jinja; as they only read, the order does not matter
        List<Symbols> branches = new ArrayList<>();
        for (int i = 0; i < node.bodies().length; i++) {
            Symbols branch = new Symbols(this);
            if (i < node.tests().length) {
                (i == 0 ? this : branch).visit(node.tests()[i]);
                if (i == 0) {
                    branch = new Symbols(this);
                }
            }
            branch.visit(node.bodies()[i]);
            branches.add(branch);
        }
        merge(branches);
    }

    /** A name that only some branches set keeps, in the others, the value that it has outside. */
    private void merge(List<Symbols> branches) {
        Set<String> found = new HashSet<>();
        branches.forEach(branch -> found.addAll(branch.stores));
        found.removeAll(stores);
        for (Symbols branch : branches) {
            refs.putAll(branch.refs);
            loads.putAll(branch.loads);
            stores.addAll(branch.stores);
        }
        for (String name : found) {
            Ref ref = find(name);
            Ref outer = parent == null ? null : parent.find(name);
            loads.put(ref, outer == null ? new Frame.Load.Resolve(ref.slot(), name) : alias(ref, outer));
        }
    }
}
