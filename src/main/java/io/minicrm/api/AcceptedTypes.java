package io.minicrm.api;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;

/**
 * The types that a client accepts. One that accepts kinds of JSON, such as problems, gets JSON: only a problem is
 * labelled as one. A type with {@code q=0} is refused, which Spring does not know: it would take it for the least
 * wanted one.
 */
final class AcceptedTypes implements ContentNegotiationStrategy {

    /** What the server answers with. */
    private static final List<MediaType> ANSWERS = List.of(
            MediaType.APPLICATION_JSON,
            MediaType.TEXT_EVENT_STREAM,
            new MediaType("text", "csv"),
            MediaType.TEXT_PLAIN,
            MediaType.TEXT_HTML);

    private final HeaderContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

    @Override
    public List<MediaType> resolveMediaTypes(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        List<MediaType> given = header.resolveMediaTypes(request).stream()
                .map(AcceptedTypes::json)
                .toList();
        List<MediaType> refused =
                given.stream().filter(AcceptedTypes::isRefused).toList();
        List<MediaType> accepted = given.stream()
                .filter(type -> !isRefused(type))
                .flatMap(type -> without(refused, type))
                .distinct()
                .toList();
        if (accepted.isEmpty()) {
            throw new HttpMediaTypeNotAcceptableException(ANSWERS);
        }
        return accepted;
    }

    private static MediaType json(MediaType type) {
        return "json".equals(type.getSubtypeSuffix()) ? MediaType.APPLICATION_JSON.copyQualityValue(type) : type;
    }

    private static boolean isRefused(MediaType type) {
        return type.getQualityValue() == 0;
    }

    /** A range of types becomes those of our types in it that no narrower range refuses. */
    private static Stream<MediaType> without(List<MediaType> refused, MediaType type) {
        List<MediaType> narrower = refused.stream()
                .filter(each -> type.includes(each) && !each.includes(type))
                .toList();
        if (narrower.isEmpty()) {
            return Stream.of(type);
        }
        return ANSWERS.stream()
                .filter(answer -> type.includes(answer) && narrower.stream().noneMatch(each -> each.includes(answer)))
                .map(answer -> answer.copyQualityValue(type));
    }
}
