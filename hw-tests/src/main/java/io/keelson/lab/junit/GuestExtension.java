package io.keelson.lab.junit;

import io.keelson.lab.Guest;
import io.keelson.lab.GuestSpec;
import io.keelson.lab.Lab;
import io.keelson.lab.Progress;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives the guest of {@link NeedsGuest} to a test class. */
final class GuestExtension
        implements ExecutionCondition, BeforeAllCallback, AfterTestExecutionCallback, ParameterResolver {
    private static final Namespace OURS = Namespace.create(GuestExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isPresent()) {
            return ConditionEvaluationResult.enabled("asked for the class");
        }
        return lab(context)
                .missing(spec(context))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("the guest can be had"));
    }

    /** Here rather than at the first test, so that a guest that cannot start fails the class, once. */
    @Override
    public void beforeAll(ExtensionContext context) {
        guest(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> {
            String test = context.getRequiredTestClass().getSimpleName() + "."
                    + context.getRequiredTestMethod().getName();
            Progress.onStandardError()
                    .say(test + " failed: " + failure.getMessage() + "\n"
                            + Evidence.inBuildFolder().keep(guest(context), test));
        });
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Guest.class;
    }

    @Override
    public Guest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return guest(context);
    }

    private static Guest guest(ExtensionContext context) {
        return classOf(context)
                .getStore(OURS)
                .computeIfAbsent(Guest.class, key -> lab(context).start(spec(context)), Guest.class);
    }

    private static Lab lab(ExtensionContext context) {
        return context.getRoot()
                .getStore(OURS)
                .computeIfAbsent(Lab.class, key -> Lab.open(Progress.onStandardError()), Lab.class);
    }

    private static GuestSpec spec(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), NeedsGuest.class)
                .map(needs -> new GuestSpec(needs.kubelet(), needs.extra()))
                .orElseThrow();
    }

    /** The outermost class: nested ones share its guest. */
    private static ExtensionContext classOf(ExtensionContext context) {
        ExtensionContext found = context;
        while (found.getParent().isPresent()
                && found.getParent().get().getTestClass().isPresent()) {
            found = found.getParent().get();
        }
        return found;
    }
}
