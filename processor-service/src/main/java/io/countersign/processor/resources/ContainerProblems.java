package io.countersign.processor.resources;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Answers for what Tomcat refuses by itself, such as a broken path, which else would be a page of HTML. */
final class ContainerProblems extends ErrorReportValve {

    private final Answers answers;

    ContainerProblems(Answers answers) {
        this.answers = answers;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ResponseEntity<byte[]> problem = answers.ofStatus(status, new HttpHeaders());
        byte @Nullable [] body = problem.getBody();
        try {
            response.setStatus(problem.getStatusCode().value());
            response.setContentType(String.valueOf(problem.getHeaders().getContentType()));
            if (body != null) {
                response.getOutputStream().write(body);
            }
            response.finishResponse();
        } catch (IOException e) {
            // Whoever asked is gone; there is nobody left to tell.
        }
    }
}
