package io.minicrm.template;

import liqp.RenderTransformer;
import liqp.TemplateContext;

/** Where blocks put their text: every character is paid for, numbers are shown plainly. */
final class BoundedOutput implements RenderTransformer {

    @Override
    public ObjectAppender.Controller newObjectAppender(TemplateContext context, int estimatedNumberOfAppends) {
        RenderBudget.spend(RenderBudget.NODE);
        var text = new StringBuilder();
        return new ObjectAppender.Controller() {
            @Override
            public void append(Object value) {
                CharSequence part = PlainValue.text(value);
                RenderBudget.spend(1L + part.length());
                RenderBudget.checkText((long) text.length() + part.length());
                text.append(part);
            }

            @Override
            public Object getResult() {
                return text.toString();
            }
        };
    }

    @Override
    public Object transformObject(TemplateContext context, Object value) {
        return PlainValue.text(value).toString();
    }
}
