package io.minicrm.api;

import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;

/**
 * The types that a client accepts. One that accepts kinds of JSON, such as problems, gets JSON: only a problem is
 * labelled as one.
 */
final class AcceptedTypes implements ContentNegotiationStrategy {

    private final HeaderContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

    @Override
    public List<MediaType> resolveMediaTypes(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        return header.resolveMediaTypes(request).stream()
                .map(type -> "json".equals(type.getSubtypeSuffix()) ? MediaType.APPLICATION_JSON : type)
                .distinct()
                .toList();
    }
}
